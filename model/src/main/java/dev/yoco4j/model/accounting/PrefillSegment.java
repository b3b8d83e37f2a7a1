package dev.yoco4j.model.accounting;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.torch.Device;

/// How many positions of a prompt pass the model at once.
///
/// More make the products faster, up to a point; each takes working memory while it passes
/// ([ActivationBytes]). The engine cuts prompts by this, and plans count with it.
public final class PrefillSegment {
  private static final int SHORTEST = 512;
  private static final int LONGEST = 2048;
  private static final long WORKING_BYTES = 256L << 20;

  /// A GPU has more arithmetic to fill, and memory to do it with.
  private static final int LONGEST_ON_A_GPU = 16_384;

  private static final long WORKING_BYTES_OF_A_GPU = 6L << 30;

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
    return positions(config, WORKING_BYTES, LONGEST);
  }

  /// The length for a model where it runs.
  ///
  /// @param config its shape
  /// @param device what computes
  /// @return positions, from 512 to 16384, a power of two
  public static int positions(ModelConfig config, Device device) {
    return switch (device) {
      case CPU -> positions(config);
      case CUDA -> positions(config, WORKING_BYTES_OF_A_GPU, LONGEST_ON_A_GPU);
    };
  }

  private static int positions(ModelConfig config, long working, int longest) {
    long numbers = WIDTHS * config.width() + FEED_FORWARD_WIDTHS * config.feedForwardWidth();
    long fitting = working / (numbers * Float.BYTES);
    return Math.clamp(Long.highestOneBit(fitting), SHORTEST, longest);
  }
}
