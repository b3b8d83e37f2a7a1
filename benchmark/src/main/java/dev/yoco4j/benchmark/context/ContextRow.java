package dev.yoco4j.benchmark.context;

import dev.yoco4j.benchmark.inference.Spread;

/// What one model's context of one length takes.
///
/// @param model its name
/// @param length positions
/// @param bytes of the file
/// @param prefill seconds in which the text passed the model, which restoring spares
/// @param save seconds until the file is whole
/// @param restore seconds from opening the file until the model could go on; on a CPU keys and
///   values are still in the mapped file then
/// @param next seconds of the first step behind it, which on a CPU reads them
public record ContextRow(
    String model,
    long length,
    long bytes,
    double prefill,
    Spread save,
    Spread restore,
    Spread next) {
  /// The rate of restoring.
  ///
  /// @return bytes per second
  public double restoredPerSecond() {
    return bytes / restore.median();
  }

  /// The rate of saving.
  ///
  /// @return bytes per second
  public double savedPerSecond() {
    return bytes / save.median();
  }
}
