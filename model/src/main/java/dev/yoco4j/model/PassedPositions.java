package dev.yoco4j.model;

/// How many positions entered each half of a model: what early exit saves, counted.
///
/// @param lower positions through the layers that write the past; a Transformer's layers all do
/// @param upper positions through the layers above the exit, a Transformer's layers once more
public record PassedPositions(long lower, long upper) {
  /// Nothing yet.
  ///
  /// @return zeros
  static PassedPositions none() {
    return new PassedPositions(0, 0);
  }

  /// Positions that left the model half-way.
  ///
  /// @return positions that the layers above the exit were spared
  public long skipped() {
    return lower - upper;
  }

  /// More that entered the lower half.
  ///
  /// @param positions how many
  /// @return the sum
  public PassedPositions plusLower(long positions) {
    return new PassedPositions(lower + positions, upper);
  }

  /// More that entered the upper half.
  ///
  /// @param positions how many
  /// @return the sum
  public PassedPositions plusUpper(long positions) {
    return new PassedPositions(lower, upper + positions);
  }
}
