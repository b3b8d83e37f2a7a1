package dev.yoco4j.benchmark.inference;

/// One repetition at one length and batch.
///
/// @param prompt how long one sequence's prompt took
/// @param stepSeconds median of the decoding steps
/// @param memory what was held
record Sample(PromptTime prompt, double stepSeconds, MemoryUse memory) {}
