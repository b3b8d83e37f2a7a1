/// Documents that the project makes itself, in which something stands far away and is asked for:
/// sets to train a small model on, and the measurement of what it recalls by length and depth.
@NullMarked
package dev.yoco4j.evaluation.synthetic;

import org.jspecify.annotations.NullMarked;
