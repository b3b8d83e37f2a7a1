package dev.yoco4j.benchmark.inference;

/// How long a prompt took.
///
/// @param logits seconds until the logits of its last position were there
/// @param firstToken seconds until the first token was chosen from them
public record PromptTime(double logits, double firstToken) {}
