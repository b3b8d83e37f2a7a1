/// NVIDIA GPUs: whether one can be used, its memory, kernels of our own, and graphs of launches.
@NullMarked
package dev.yoco4j.torch.cuda;

import org.jspecify.annotations.NullMarked;
