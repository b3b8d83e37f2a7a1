/// How well a model predicts text: loss, perplexity, bits per byte, and loss by position.
@NullMarked
package dev.yoco4j.evaluation.perplexity;

import org.jspecify.annotations.NullMarked;
