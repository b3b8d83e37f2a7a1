/// The model's own CUDA kernels, whose sources lie beside as resources: what a GPU's libraries do
/// in many passes over memory, in one. For bfloat16 without gradients; everything else runs as on
/// the CPU.
@NullMarked
package dev.yoco4j.model.kernel;

import org.jspecify.annotations.NullMarked;
