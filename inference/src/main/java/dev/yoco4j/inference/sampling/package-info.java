/// Choosing the next token from a row of logits, in plain Java.
@NullMarked
package dev.yoco4j.inference.sampling;

import org.jspecify.annotations.NullMarked;
