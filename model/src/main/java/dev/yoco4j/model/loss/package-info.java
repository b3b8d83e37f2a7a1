/// Cross entropy that never holds the logits of a whole batch.
@NullMarked
package dev.yoco4j.model.loss;

import org.jspecify.annotations.NullMarked;
