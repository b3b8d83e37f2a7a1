package dev.yoco4j.training;

/// How far a run is: with weights and optimizer, all that the next step depends on.
///
/// There is no other randomness in a run than its seed: the order of the data is a function of seed
/// and position.
///
/// @param step optimizer steps tried, the skipped ones included
/// @param position sequences taken from the data
/// @param tokens targets trained on
/// @param seconds spent in steps
/// @param skipped steps left out because a loss or gradient was not finite
/// @param skippedInARow how many of those came last without a break
public record TrainingState(
    long step, long position, long tokens, double seconds, long skipped, int skippedInARow) {
  /// The start of a run.
  ///
  /// @return all zeros
  public static TrainingState start() {
    return new TrainingState(0, 0, 0, 0, 0, 0);
  }

  TrainingState afterStep(long sequences, long targets, double stepSeconds) {
    return new TrainingState(
        step + 1, position + sequences, tokens + targets, seconds + stepSeconds, skipped, 0);
  }

  TrainingState afterSkip(long sequences, double stepSeconds) {
    return new TrainingState(
        step + 1,
        position + sequences,
        tokens,
        seconds + stepSeconds,
        skipped + 1,
        skippedInARow + 1);
  }
}
