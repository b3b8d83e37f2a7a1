package dev.yoco4j.evaluation.perplexity;

import dev.yoco4j.inference.TokenIds;

/// A text as a model reads it.
///
/// @param name where it comes from, for messages
/// @param tokens of the text alone
/// @param bytes of the text in UTF-8
public record TokenizedDocument(String name, TokenIds tokens, long bytes) {}
