package dev.yoco4j.model.layer;

/// How positions turn queries and keys.
///
/// @param theta base of the wave lengths, above 1
/// @param frequencies how the exponents are spaced
/// @param pairing which two numbers of a head turn together
public record RotaryConfig(double theta, Frequencies frequencies, Pairing pairing) {
  /// The spacing of the exponents for a head of width `Dh`, `i = 0 .. Dh/2 - 1`.
  public enum Frequencies {
    /// `theta^(-i / (Dh/2 - 1))`, the reference's `linspace(0, 1)`: the last is exactly `1 /
    /// theta`.
    YOCO,
    /// `theta^(-2i / Dh)`, flash-linear-attention's and everybody else's.
    FLA
  }

  /// Which numbers of a head form a pair.
  public enum Pairing {
    /// Neighbours `(2i, 2i+1)`, as in GPT-J and in both halves of the reference.
    INTERLEAVED,
    /// `(i, i + Dh/2)`, as in GPT-NeoX, in the reference's Transformer and in
    /// flash-linear-attention's window layers.
    HALVES
  }

  /// Checks the base.
  public RotaryConfig {
    if (!(theta > 1) || Double.isInfinite(theta)) {
      throw new IllegalArgumentException("rope theta must be above 1, was " + theta);
    }
  }

  /// The same convention with another base.
  ///
  /// @param base of the wave lengths, above 1
  /// @return a copy
  public RotaryConfig withTheta(double base) {
    return new RotaryConfig(base, frequencies, pairing);
  }

  /// The reference's convention.
  ///
  /// @param theta base of the wave lengths
  /// @return `YOCO` frequencies, interleaved
  public static RotaryConfig yoco(double theta) {
    return new RotaryConfig(theta, Frequencies.YOCO, Pairing.INTERLEAVED);
  }

  /// The convention of most Transformers.
  ///
  /// @param theta base of the wave lengths
  /// @return `FLA` frequencies, in halves
  public static RotaryConfig halves(double theta) {
    return new RotaryConfig(theta, Frequencies.FLA, Pairing.HALVES);
  }
}
