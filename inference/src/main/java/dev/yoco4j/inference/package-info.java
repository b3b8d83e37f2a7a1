/// Generation: what is asked of a model and what comes back; no tensors in this package.
///
/// [TextGenerator] runs a [GenerationRequest] and tells of it in [GenerationEvent]s; a
/// [GenerationSession] keeps its past between requests. `engine` implements them, on the memory of
/// `cache` and the choices of `sampling`.
@NullMarked
package dev.yoco4j.inference;

import org.jspecify.annotations.NullMarked;
