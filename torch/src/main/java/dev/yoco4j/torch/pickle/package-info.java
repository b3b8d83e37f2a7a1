/// PyTorch's own checkpoints, read without running what is in them.
@NullMarked
package dev.yoco4j.torch.pickle;

import org.jspecify.annotations.NullMarked;
