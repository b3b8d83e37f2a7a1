package dev.yoco4j.inference.engine;

import dev.yoco4j.inference.cache.PastLayout;
import java.util.Locale;

/// What an engine may hold, and what of it is taken whatever it does.
///
/// @param total bytes of everything
/// @param weights bytes of the model's weights
/// @param activations bytes of the temporary tensors of one prefill segment
public record MemoryBudget(long total, long weights, long activations) {
  private static final double GIB = 1L << 30;

  /// No bound: for models that are small beside the machine, and for tests.
  ///
  /// @return a budget that refuses nothing
  public static MemoryBudget unlimited() {
    return new MemoryBudget(Long.MAX_VALUE, 0, 0);
  }

  /// What is left for sequences and snapshots.
  ///
  /// @return bytes, negative if weights and activations alone do not fit
  public long pasts() {
    return total - weights - activations;
  }

  /// Requires room for anything at all.
  ///
  /// @throws IllegalArgumentException if weights and activations alone are too much
  void refuseIfFullAlready() {
    if (pasts() < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "weights (%.2f GiB) and activations (%.2f GiB) alone exceed %.2f GiB: raise --memory",
              weights / GIB,
              activations / GIB,
              total / GIB));
    }
  }

  /// Requires room for one sequence, all else being gone.
  ///
  /// @param layout of the sequence
  /// @param prompt its tokens
  /// @param generated tokens to come
  /// @throws IllegalArgumentException if there is none; the message has the numbers and a remedy
  void refuseWhatNeverFits(PastLayout layout, int prompt, long generated) {
    long needed = layout.bytes(prompt + generated);
    if (needed > pasts()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a prompt of %d tokens and %d more need %.2f GiB (%d bytes a token), and of %.2f GiB"
                  + " %.2f GiB are left beside weights and activations, enough for %d tokens:"
                  + " shorten the prompt, lower --max-tokens, raise --memory, or give --kv-dtype"
                  + " int8",
              prompt,
              generated,
              needed / GIB,
              layout.bytesPerPosition(),
              total / GIB,
              pasts() / GIB,
              layout.positionsWithin(pasts())));
    }
  }
}
