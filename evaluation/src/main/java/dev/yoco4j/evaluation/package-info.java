/// Measures a model.
@NullMarked
package dev.yoco4j.evaluation;

import org.jspecify.annotations.NullMarked;
