package dev.yoco4j.training.recipe;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.accounting.ParameterCount;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.training.TrainingConfig;
import dev.yoco4j.training.optimizer.AdamWConfig;
import dev.yoco4j.training.schedule.Schedule;

/// Recipes by the names of model presets.
///
/// Learning rates are the paper's for its sizes (YOCO, arXiv 2405.05254, tables 7 and 8: 1.5e-4 up
/// to 1.4B, 7.5e-5 above, 3.2e-4 for the 3B with its larger batches) and larger for the small ones,
/// whose batches are what a CPU can do.
public final class TrainingPresets {
  private static final int TOKENS_PER_BATCH = 4096;
  private static final int REFERENCE_VOCABULARY = 100_288;
  private static final long SMALL = 50_000_000;
  private static final long MEDIUM = 1_600_000_000;

  private TrainingPresets() {}

  /// The recipe of a preset.
  ///
  /// @param name a name of [ModelPresets]
  /// @return the recipe
  /// @throws IllegalArgumentException if there is none of that name
  public static TrainingRecipe named(String name) {
    ModelConfig model = ModelPresets.named(name);
    return forModel(model, name.contains("-3b") ? 3.2e-4 : learningRate(model));
  }

  /// A recipe for a shape of one's own.
  ///
  /// @param model the shape
  /// @return the recipe that a preset of that size would have
  public static TrainingRecipe forModel(ModelConfig model) {
    return forModel(model, learningRate(model));
  }

  private static TrainingRecipe forModel(ModelConfig model, double learningRate) {
    int length = model.maxPositions();
    TrainingConfig training =
        new TrainingConfig(
            length,
            Math.max(1, TOKENS_PER_BATCH / length),
            1,
            AdamWConfig.withLearningRate(learningRate),
            new Schedule.Cosine(20, 0.1),
            Precision.FLOAT32,
            false,
            1,
            0.02);
    String tokenizer =
        model.vocabularySize() == REFERENCE_VOCABULARY ? "cl100k_base" : TrainingRecipe.BPE;
    return new TrainingRecipe(model, tokenizer, training);
  }

  private static double learningRate(ModelConfig model) {
    long parameters = ParameterCount.of(model).total();
    if (parameters < SMALL) {
      return 2e-3;
    }
    return parameters < MEDIUM ? 1.5e-4 : 7.5e-5;
  }
}
