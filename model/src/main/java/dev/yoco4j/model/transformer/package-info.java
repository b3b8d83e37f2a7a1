/// The decoder-only Transformer that the paper measures YOCO against.
@NullMarked
package dev.yoco4j.model.transformer;

import org.jspecify.annotations.NullMarked;
