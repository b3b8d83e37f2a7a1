package dev.yoco4j.inference;

import java.util.List;
import java.util.Set;

/// What to generate.
///
/// @param prompt tokens that come first, as they are: nothing is added and nothing is cut
/// @param maxTokens tokens to generate at most; 0 takes the prompt in and generates nothing
/// @param sampling how tokens are chosen
/// @param stopStrings texts that end the generation and are not part of it; each may span tokens
/// @param endTokens tokens that end the generation, besides the tokenizer's end of text
/// @param report whose log-probabilities are told
/// @param format what the text must be
public record GenerationRequest(
    TokenIds prompt,
    int maxTokens,
    SamplingConfig sampling,
    List<String> stopStrings,
    Set<Integer> endTokens,
    ProbabilityReport report,
    OutputFormat format) {
  /// Checks and copies.
  ///
  /// @throws IllegalArgumentException if a bound is broken; the message names it
  public GenerationRequest {
    if (maxTokens < 0) {
      throw new IllegalArgumentException("max tokens must be at least 0, was " + maxTokens);
    }
    stopStrings = List.copyOf(stopStrings);
    endTokens = Set.copyOf(endTokens);
    if (stopStrings.contains("")) {
      throw new IllegalArgumentException("a stop string must not be empty");
    }
  }

  /// A request that wants no log-probabilities, and any text.
  ///
  /// @param prompt tokens that come first
  /// @param maxTokens at least 0
  /// @param sampling how tokens are chosen
  /// @param stopStrings none of them empty
  /// @param endTokens ids
  public GenerationRequest(
      TokenIds prompt,
      int maxTokens,
      SamplingConfig sampling,
      List<String> stopStrings,
      Set<Integer> endTokens) {
    this(
        prompt,
        maxTokens,
        sampling,
        stopStrings,
        endTokens,
        ProbabilityReport.none(),
        new OutputFormat.Text());
  }

  /// A request without stop strings and end tokens of its own.
  ///
  /// @param prompt token ids
  /// @param maxTokens at least 0
  /// @param sampling how tokens are chosen
  /// @return the request
  public static GenerationRequest of(int[] prompt, int maxTokens, SamplingConfig sampling) {
    return new GenerationRequest(
        TokenIds.of(prompt),
        maxTokens,
        sampling,
        List.of(),
        Set.of(),
        ProbabilityReport.none(),
        new OutputFormat.Text());
  }

  /// The same with other stop strings.
  ///
  /// @param strings none of them empty
  /// @return a copy
  public GenerationRequest withStopStrings(List<String> strings) {
    return new GenerationRequest(prompt, maxTokens, sampling, strings, endTokens, report, format);
  }

  /// The same with other end tokens.
  ///
  /// @param tokens ids
  /// @return a copy
  public GenerationRequest withEndTokens(Set<Integer> tokens) {
    return new GenerationRequest(prompt, maxTokens, sampling, stopStrings, tokens, report, format);
  }

  /// The same with tokens chosen otherwise.
  ///
  /// @param wanted how
  /// @return a copy
  public GenerationRequest with(SamplingConfig wanted) {
    return new GenerationRequest(prompt, maxTokens, wanted, stopStrings, endTokens, report, format);
  }

  /// The same with log-probabilities told.
  ///
  /// @param wanted whose
  /// @return a copy
  public GenerationRequest with(ProbabilityReport wanted) {
    return new GenerationRequest(
        prompt, maxTokens, sampling, stopStrings, endTokens, wanted, format);
  }

  /// The same with a form for the text.
  ///
  /// @param wanted what the text must be
  /// @return a copy
  public GenerationRequest with(OutputFormat wanted) {
    return new GenerationRequest(
        prompt, maxTokens, sampling, stopStrings, endTokens, report, wanted);
  }
}
