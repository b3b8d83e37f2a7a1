/// Generation: what is asked of a model and what comes back; no tensors in this package.
@NullMarked
package dev.yoco4j.inference;

import org.jspecify.annotations.NullMarked;
