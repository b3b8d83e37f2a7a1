package dev.yoco4j.benchmark.inference;

/// Is told how a benchmark goes.
public interface InferenceListener {
  /// A repetition begins.
  ///
  /// @param model its name
  /// @param length of the prompt
  /// @param done repetitions that were made or skipped
  /// @param total repetitions that there are
  void measuring(String model, long length, long done, long total);

  /// A measurement is not made.
  ///
  /// @param skipped which, and why
  void skipped(Skipped skipped);
}
