package dev.yoco4j.training.recipe;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.training.TrainingConfig;
import java.util.OptionalDouble;

/// A longer context for a run that has begun: longer sequences, and a larger rotary base.
///
/// The paper goes from 4,096 positions and a base of 10,000 to 65,536 and 640K, then to 262,144 and
/// 5M and to 1,048,576 and 80M, with as many tokens in a batch (YOCO, arXiv 2405.05254, table 9).
/// Its first two steps are the base times `(longer / shorter)^1.5`, which is what a base that is
/// not given becomes; its third is the square.
///
/// @param context targets in a sequence, and positions that the model is made for
/// @param ropeTheta the rotary base; empty for the paper's schedule
public record ContextExtension(int context, OptionalDouble ropeTheta) {
  private static final double EXPONENT = 1.5;

  /// Whether a run is in this context already.
  ///
  /// @param recipe of the run
  /// @return true if there is nothing to extend
  /// @throws IllegalArgumentException if it is, with another rotary base
  public boolean isThatOf(TrainingRecipe recipe) {
    if (context != recipe.training().sequenceLength()) {
      return false;
    }
    double now = recipe.model().ropeTheta();
    if (ropeTheta.orElse(now) != now) {
      throw new IllegalArgumentException(
          "the run's context of %d has the rotary base %s, not %s: a new base needs a longer context"
              .formatted(context, now, ropeTheta.getAsDouble()));
    }
    return true;
  }

  /// The recipe of the next stage: all that it does not name stays.
  ///
  /// @param recipe of the run
  /// @return the same with this context, as many tokens in a batch where they divide, and the new
  ///   base
  /// @throws IllegalArgumentException if the context is not longer
  public TrainingRecipe extend(TrainingRecipe recipe) {
    TrainingConfig training = recipe.training();
    int before = training.sequenceLength();
    if (context <= before) {
      throw new IllegalArgumentException(
          "must be above the run's %d tokens, was %d".formatted(before, context));
    }
    ModelConfig model = recipe.model();
    double theta =
        ropeTheta.orElseGet(
            () -> model.ropeTheta() * Math.pow((double) context / before, EXPONENT));
    int batch = (int) Math.max(1, (long) training.batchSize() * before / context);
    return new TrainingRecipe(
        model.withMaxPositions(Math.max(context, model.maxPositions())).withRopeTheta(theta),
        recipe.tokenizer(),
        training.withSequences(context, batch));
  }
}
