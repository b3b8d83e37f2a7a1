/// The memory behind a model's past: states, windows, and keys and values that grow.
@NullMarked
package dev.yoco4j.inference.cache;

import org.jspecify.annotations.NullMarked;
