package dev.yoco4j.training;

import dev.yoco4j.torch.Device;
import java.nio.file.Path;

/// What happens in a run, for whoever shows or records it.
public sealed interface TrainingEvent {
  /// The step it happened after.
  ///
  /// @return optimizer steps
  long step();

  /// Steps begin, or go on after a checkpoint.
  ///
  /// @param step of the checkpoint, or 0
  /// @param device what computes
  record Begun(long step, Device device) implements TrainingEvent {}

  /// Follows [Begun] where the run is in a stage with an extended context.
  ///
  /// @param step of the checkpoint
  /// @param context targets in a sequence now, and positions that the model is made for
  /// @param ropeTheta the rotary base now
  /// @param seconds spent in steps of the stages before
  record Extended(long step, int context, double ropeTheta, double seconds)
      implements TrainingEvent {}

  /// A step was made.
  ///
  /// @param step optimizer steps
  /// @param loss mean cross entropy of the step's tokens, nats
  /// @param gradientNorm before clipping
  /// @param learningRate of this step
  /// @param tokens trained on so far
  /// @param tokensPerSecond of this step
  /// @param seconds spent in steps so far
  /// @param done fraction of the budget
  record Stepped(
      long step,
      double loss,
      double gradientNorm,
      double learningRate,
      long tokens,
      double tokensPerSecond,
      double seconds,
      double done)
      implements TrainingEvent {}

  /// A step was left out because its loss or gradient was not finite.
  ///
  /// @param step optimizer steps
  /// @param loss what it was
  /// @param gradientNorm what it was
  /// @param skipped how many so far
  record Skipped(long step, double loss, double gradientNorm, long skipped)
      implements TrainingEvent {}

  /// The model was measured on text that it does not train on.
  ///
  /// @param step optimizer steps
  /// @param loss mean cross entropy, nats per token
  /// @param tokens measured
  record Validated(long step, double loss, long tokens) implements TrainingEvent {}

  /// A checkpoint is on the disk.
  ///
  /// @param step optimizer steps
  /// @param folder where
  record Saved(long step, Path folder) implements TrainingEvent {}
}
