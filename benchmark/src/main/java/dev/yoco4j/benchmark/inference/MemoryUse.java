package dev.yoco4j.benchmark.inference;

import java.util.OptionalLong;

/// The memory of one measurement, in bytes.
///
/// @param peak the most that was held, weights included; empty where the system does not tell
/// @param weights of the model
/// @param keyValues allocated for keys and values of the whole context, which grow with it
/// @param states allocated for retention states and windows, which do not
public record MemoryUse(OptionalLong peak, long weights, long keyValues, long states) {
  /// What the peak has beside weights and past: activations, scores, copies.
  ///
  /// @return bytes, at least 0; empty where the peak is not known
  public OptionalLong rest() {
    return peak.isPresent()
        ? OptionalLong.of(Math.max(0, peak.getAsLong() - weights - keyValues - states))
        : OptionalLong.empty();
  }

  /// The same with the higher of two peaks.
  MemoryUse orPeakOf(MemoryUse other) {
    return other.peak.orElse(0) > peak.orElse(0)
        ? new MemoryUse(other.peak, weights, keyValues, states)
        : this;
  }
}
