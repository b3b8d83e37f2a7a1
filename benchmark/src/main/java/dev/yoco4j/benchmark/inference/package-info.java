/// What prompts and generation cost: time, memory, and the floors beneath them.
///
/// [InferenceBenchmark] runs an [InferencePlan] and gives [InferenceResults]. One repetition of one
/// model at one length is a [PreparedModel]'s; [Floors] says what the machine would need at least.
@NullMarked
package dev.yoco4j.benchmark.inference;

import org.jspecify.annotations.NullMarked;
