/// Texts that were taken in once and are shared by requests that name them.
@NullMarked
package dev.yoco4j.server.contexts;

import org.jspecify.annotations.NullMarked;
