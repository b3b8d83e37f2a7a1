package dev.yoco4j.training.run;

import dev.yoco4j.torch.Precision;
import dev.yoco4j.training.TrainingConfig;
import dev.yoco4j.training.optimizer.AdamWConfig;
import dev.yoco4j.training.recipe.TrainingPresets;
import dev.yoco4j.training.recipe.TrainingRecipe;
import dev.yoco4j.training.schedule.Schedule;

/// A recipe that trains in a second.
final class SmallRecipe {
  private SmallRecipe() {}

  static TrainingRecipe of(String preset, String dtype) {
    TrainingConfig training =
        new TrainingConfig(
            32,
            2,
            2,
            AdamWConfig.withLearningRate(1e-3),
            new Schedule.Cosine(2, 0.1),
            Precision.of(dtype),
            false,
            7,
            0.1);
    return new TrainingRecipe(TrainingPresets.named(preset).model(), "bytes", training);
  }
}
