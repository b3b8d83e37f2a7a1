/// Model folders: configurations and weights in the layouts of flash-linear-attention and of the
/// reference.
@NullMarked
package dev.yoco4j.model.weights;

import org.jspecify.annotations.NullMarked;
