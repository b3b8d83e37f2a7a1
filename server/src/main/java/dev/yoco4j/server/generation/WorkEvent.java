package dev.yoco4j.server.generation;

import dev.yoco4j.inference.GenerationEvent;

/// What happened to a part of a client's request.
///
/// @param work the part
/// @param event what happened
public record WorkEvent(Work work, GenerationEvent event) {}
