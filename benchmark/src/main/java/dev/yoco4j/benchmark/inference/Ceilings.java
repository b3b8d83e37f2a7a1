package dev.yoco4j.benchmark.inference;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.LibTorch;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.ReadBandwidth;

/// What a device can do at best.
///
/// @param operationsPerSecond of a large matrix product in the precision of the measurement
/// @param bytesPerSecond read from memory beyond the caches
public record Ceilings(double operationsPerSecond, double bytesPerSecond) {
  /// Measures what a device can do at this moment.
  static Ceilings of(Device device, Precision precision) {
    return new Ceilings(
        LibTorch.matrixProductRate(precision, device), ReadBandwidth.bytesPerSecond(device));
  }

  /// The higher of each, for a busy moment must not lower a ceiling.
  Ceilings best(Ceilings other) {
    return new Ceilings(
        Math.max(operationsPerSecond, other.operationsPerSecond),
        Math.max(bytesPerSecond, other.bytesPerSecond));
  }
}
