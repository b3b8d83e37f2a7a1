/// What the server counts and measures.
@NullMarked
package dev.yoco4j.server.metrics;

import org.jspecify.annotations.NullMarked;
