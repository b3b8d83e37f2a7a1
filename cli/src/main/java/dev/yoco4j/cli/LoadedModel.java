package dev.yoco4j.cli;

import dev.yoco4j.inference.TextGenerator;
import dev.yoco4j.inference.engine.EngineConfig;
import dev.yoco4j.inference.engine.ModelEngine;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.matrix.WeightFormat;
import dev.yoco4j.model.weights.ModelFolder;
import dev.yoco4j.text.Tokenizer;
import dev.yoco4j.text.Tokenizers;
import dev.yoco4j.torch.Precision;
import java.nio.file.Path;
import java.util.Optional;

/// A model, prepared for running, and its tokenizer.
record LoadedModel(LanguageModel model, Tokenizer tokenizer) implements AutoCloseable {
  /// Reads both; the tokenizer first, which is the smaller one.
  ///
  /// @throws IllegalArgumentException if one is missing, or they do not belong together
  static LoadedModel from(Path path, Optional<Precision> precision, WeightFormat weights) {
    ModelFolder folder = ModelFolder.open(path);
    try {
      Tokenizer tokenizer = Tokenizers.load(folder.path());
      int tokens = folder.config().model().vocabularySize();
      if (tokenizer.vocabularySize() > tokens) {
        throw new IllegalArgumentException(
            "%s: the tokenizer has %d tokens, the model only %d: they do not belong together"
                .formatted(folder.path(), tokenizer.vocabularySize(), tokens));
      }
      return new LoadedModel(folder.run(precision.orElse(folder.precision()), weights), tokenizer);
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /// A generator for the model's own length, or a longer one: that length is what it was trained
  /// for, not a limit.
  TextGenerator generator(int positions) {
    EngineConfig config = EngineConfig.of(model);
    return new ModelEngine(
        model, tokenizer, config.withMaxPositions(Math.max(config.maxPositions(), positions)));
  }

  @Override
  public void close() {
    model.close();
  }
}
