/// Generation: what is asked of a model and what comes back; no tensors in this package.
///
/// [TextGenerator] runs a [GenerationRequest] and tells of it in [GenerationEvent]s; a
/// [GenerationSession] pays for new tokens only. `engine` implements them, on the memory of
/// `cache`, the reuse of `prefix` and the choices of `sampling`; `context` keeps pasts in files.
@NullMarked
package dev.yoco4j.inference;

import org.jspecify.annotations.NullMarked;
