package dev.yoco4j.benchmark.inference;

/// What a device can do at best.
///
/// @param operationsPerSecond of a large matrix product in the precision of the measurement
/// @param bytesPerSecond read from memory beyond the caches
public record Ceilings(double operationsPerSecond, double bytesPerSecond) {
  /// The higher of each, for a busy moment must not lower a ceiling.
  Ceilings best(Ceilings other) {
    return new Ceilings(
        Math.max(operationsPerSecond, other.operationsPerSecond),
        Math.max(bytesPerSecond, other.bytesPerSecond));
  }
}
