package dev.yoco4j.evaluation.needle;

import dev.yoco4j.inference.TokenIds;

/// A trial's text.
///
/// @param text of the prompt
/// @param tokens of the prompt, the one that stands before a text included
/// @param city that is asked for
/// @param answer the number that is asked for
/// @param ambiguous whether another needle is about the same city
public record NeedlePrompt(
    String text, TokenIds tokens, String city, int answer, boolean ambiguous) {}
