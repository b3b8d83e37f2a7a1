/// The matrices of a model and their products: dense, packed for the processor, or quantised.
@NullMarked
package dev.yoco4j.model.matrix;

import org.jspecify.annotations.NullMarked;
