/// Requests on their way through the engine.
@NullMarked
package dev.yoco4j.server.generation;

import org.jspecify.annotations.NullMarked;
