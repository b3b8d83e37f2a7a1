/// How the learning rate changes over a run.
@NullMarked
package dev.yoco4j.training.schedule;

import org.jspecify.annotations.NullMarked;
