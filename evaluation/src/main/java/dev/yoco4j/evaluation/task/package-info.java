/// Multiple-choice tasks: reading them, putting them to a model, and counting what it got right.
@NullMarked
package dev.yoco4j.evaluation.task;

import org.jspecify.annotations.NullMarked;
