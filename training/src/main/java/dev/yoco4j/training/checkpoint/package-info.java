/// Checkpoints: everything that a run needs to go on as if it had never stopped.
@NullMarked
package dev.yoco4j.training.checkpoint;

import org.jspecify.annotations.NullMarked;
