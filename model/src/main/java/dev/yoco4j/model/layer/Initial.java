package dev.yoco4j.model.layer;

/// How a fresh weight starts, as in the reference code.
public sealed interface Initial {
  /// Uniform within `1 / sqrt(in)`: `kaiming_uniform(a = sqrt(5))`, torch's own start of a
  /// projection.
  record KaimingUniform() implements Initial {}

  /// Uniform within `gain * sqrt(6 / (in + out))`.
  ///
  /// @param gain factor on the bound; gated retention uses `2^-2.5` for its inputs and `2^-1` for
  ///   its output
  record XavierUniform(double gain) implements Initial {}

  /// Normal around 0.
  ///
  /// @param standardDeviation of each entry; embeddings use `D^-0.5`
  record Normal(double standardDeviation) implements Initial {}

  /// All ones, for the weights of norms.
  record Ones() implements Initial {}
}
