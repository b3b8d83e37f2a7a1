package dev.yoco4j.evaluation.perplexity;

import dev.yoco4j.model.past.KeyValueFormat;

/// How text is scored.
///
/// @param arrangement how documents lie in windows
/// @param context tokens that the model sees at once, at least 1
/// @param stride tokens from one window to the next, 1 to the context
/// @param split whether tokens that end a pair seen before are summed apart
/// @param format of keys and values between segments
/// @param minTokens shorter documents are passed over
public record PerplexityConfig(
    Arrangement arrangement,
    int context,
    int stride,
    Split split,
    KeyValueFormat format,
    int minTokens) {
  /// How documents lie in windows.
  public enum Arrangement {
    /// Each document begins anew.
    ONE_BY_ONE,
    /// One after another as in training, with the tokens that stand before and after each.
    PACKED,
    /// Each document in one window, and sums by position. What is longer than the context is left
    /// out.
    BY_POSITION
  }

  /// What is summed apart.
  public enum Split {
    /// Nothing.
    NONE,
    /// Tokens that end a pair which stood in the window before, as in YOCO (arXiv 2405.05254),
    /// table 5.
    REPEATS
  }

  /// Checks the bounds.
  ///
  /// @throws IllegalArgumentException if one is broken; the message names it
  public PerplexityConfig {
    if (context < 1) {
      throw new IllegalArgumentException("context must be at least 1, was " + context);
    }
    if (stride < 1 || stride > context) {
      throw new IllegalArgumentException(
          "stride must be at least 1 and at most the context of %d, was %d"
              .formatted(context, stride));
    }
    if (minTokens < 0) {
      throw new IllegalArgumentException("min tokens must be at least 0, was " + minTokens);
    }
  }
}
