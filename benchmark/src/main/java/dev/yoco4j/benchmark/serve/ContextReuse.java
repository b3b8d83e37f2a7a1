package dev.yoco4j.benchmark.serve;

import dev.yoco4j.benchmark.inference.Spread;

/// What a document costs that is sent with each request, and one that is taken in once.
///
/// @param tokens of the document
/// @param bytes that it takes in memory
/// @param questionTokens that each request has besides, on average
/// @param sent seconds to the first text where the document is in the prompt
/// @param taken seconds until the document is taken in as a context
/// @param shared seconds to the first text where the request names the context
/// @param cachedTokens that the server says were in memory, the least of all requests
public record ContextReuse(
    int tokens,
    long bytes,
    int questionTokens,
    Spread sent,
    Spread taken,
    Spread shared,
    int cachedTokens) {
  /// How much of the time remains.
  ///
  /// @return a fraction
  public double fraction() {
    return shared.median() / sent.median();
  }
}
