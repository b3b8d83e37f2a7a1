/// Files of large tensors with a checksum per block: mapped at once, verified as they are used.
@NullMarked
package dev.yoco4j.torch.blocks;

import org.jspecify.annotations.NullMarked;
