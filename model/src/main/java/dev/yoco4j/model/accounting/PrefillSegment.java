package dev.yoco4j.model.accounting;

import dev.yoco4j.model.ModelConfig;

/// How many positions of a prompt pass the model at once.
///
/// More make the products faster, up to a point; each takes working memory while it passes
/// ([ActivationBytes]). The engine cuts prompts by this, and plans count with it.
public final class PrefillSegment {
  private static final int SHORTEST = 512;
  private static final int LONGEST = 2048;
  private static final long WORKING_BYTES = 256L << 20;

  /// Float32 numbers per position that are alive at once, seen from above: hidden states, queries,
  /// keys, values, gates, chunk scores, and the branches of the feed-forward.
  private static final long WIDTHS = 16;

  private static final long FEED_FORWARD_WIDTHS = 4;

  private PrefillSegment() {}

  /// The length for a model.
  ///
  /// @param config its shape
  /// @return positions, from 512 to 2048, a power of two
  public static int positions(ModelConfig config) {
    long numbers = WIDTHS * config.width() + FEED_FORWARD_WIDTHS * config.feedForwardWidth();
    long fitting = WORKING_BYTES / (numbers * Float.BYTES);
    return Math.clamp(Long.highestOneBit(fitting), SHORTEST, LONGEST);
  }
}
