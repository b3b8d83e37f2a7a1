/// Saved contexts: the past of one sequence in a file, for the model that made it.
@NullMarked
package dev.yoco4j.inference.context;

import org.jspecify.annotations.NullMarked;
