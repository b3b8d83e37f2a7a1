/// AdamW over float32 master weights.
@NullMarked
package dev.yoco4j.training.optimizer;

import org.jspecify.annotations.NullMarked;
