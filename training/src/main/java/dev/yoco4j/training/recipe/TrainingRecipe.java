package dev.yoco4j.training.recipe;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.training.TrainingConfig;

/// Everything that a run is asked for, but for its data and its length.
///
/// @param model the shape; its vocabulary gives way to the tokenizer's
/// @param tokenizer `bpe` (trained on the run's text, as large as the model's vocabulary), `bytes`,
///   `cl100k_base`, or the folder of a `tokenizer.json`
/// @param training the settings
public record TrainingRecipe(ModelConfig model, String tokenizer, TrainingConfig training) {
  /// The tokenizer that is trained on the run's own text.
  public static final String BPE = "bpe";

  /// The same recipe with other settings.
  ///
  /// @param settings the settings
  /// @return a copy
  public TrainingRecipe withTraining(TrainingConfig settings) {
    return new TrainingRecipe(model, tokenizer, settings);
  }
}
