package dev.yoco4j.training;

/// How far a run is: with weights and optimizer, all that the next step depends on.
///
/// There is no other randomness in a run than its seed: the order of the data is a function of seed
/// and position.
///
/// @param step optimizer steps tried, the skipped ones included
/// @param position sequences taken from the data of this stage
/// @param tokens targets trained on
/// @param seconds spent in steps
/// @param skipped steps left out because a loss or gradient was not finite
/// @param skippedInARow how many of those came last without a break
/// @param stage where budget and schedule begin
public record TrainingState(
    long step,
    long position,
    long tokens,
    double seconds,
    long skipped,
    int skippedInARow,
    Stage stage) {
  /// The part of a run with one context, one budget and one schedule.
  ///
  /// @param step optimizer steps of the stages before
  /// @param seconds spent in them
  public record Stage(long step, double seconds) {
    /// The first one.
    public static final Stage FIRST = new Stage(0, 0);
  }

  /// The start of a run.
  ///
  /// @return all zeros
  public static TrainingState start() {
    return new TrainingState(0, 0, 0, 0, 0, 0, Stage.FIRST);
  }

  /// The start of the next stage: steps, tokens and time go on, the data begins anew.
  ///
  /// @return the state before its first step
  public TrainingState nextStage() {
    return new TrainingState(
        step, 0, tokens, seconds, skipped, skippedInARow, new Stage(step, seconds));
  }

  /// Steps of this stage.
  ///
  /// @return optimizer steps, the skipped ones included
  public long stageSteps() {
    return step - stage.step();
  }

  /// Time of this stage.
  ///
  /// @return seconds spent in its steps
  public double stageSeconds() {
    return seconds - stage.seconds();
  }

  TrainingState afterStep(long sequences, long targets, double stepSeconds) {
    return new TrainingState(
        step + 1, position + sequences, tokens + targets, seconds + stepSeconds, skipped, 0, stage);
  }

  TrainingState afterSkip(long sequences, double stepSeconds) {
    return new TrainingState(
        step + 1,
        position + sequences,
        tokens,
        seconds + stepSeconds,
        skipped + 1,
        skippedInARow + 1,
        stage);
  }
}
