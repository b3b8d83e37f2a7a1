/// Tokenizers: text to token ids and back, without tensors.
@NullMarked
package dev.yoco4j.text;

import org.jspecify.annotations.NullMarked;
