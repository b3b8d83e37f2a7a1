/// Compares a model with what a reference implementation computed.
@NullMarked
package dev.yoco4j.evaluation.reference;

import org.jspecify.annotations.NullMarked;
