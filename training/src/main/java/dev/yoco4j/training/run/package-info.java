/// A run on disk: data, tokenizer, steps, checkpoints, and going on where it was stopped.
@NullMarked
package dev.yoco4j.training.run;

import org.jspecify.annotations.NullMarked;
