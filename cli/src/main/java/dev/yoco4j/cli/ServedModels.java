package dev.yoco4j.cli;

import dev.yoco4j.inference.engine.ModelContexts;
import dev.yoco4j.inference.engine.ModelEngine;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.accounting.PastBytes;
import dev.yoco4j.model.preset.Counterpart;
import dev.yoco4j.server.ServedModel;
import dev.yoco4j.torch.Precision;
import java.time.Instant;

/// Models that run here, as servers know them.
final class ServedModels {
  private ServedModels() {}

  /// @param name what requests call it
  /// @param loaded the model
  /// @param running its engine
  static ServedModel of(String name, LoadedModel loaded, ModelEngine running) {
    ModelConfig config = loaded.model().config();
    return new ServedModel(
        name,
        InfoCommand.architecture(config),
        Instant.now(),
        running,
        new ModelContexts(running, loaded.identity().get()),
        loaded.tokenizer(),
        loaded.chatTemplate(),
        transformerBytes(config, loaded.model().parameters().precision()));
  }

  private static long transformerBytes(ModelConfig config, Precision precision) {
    return Counterpart.of(config)
        .map(Counterpart::config)
        .filter(TransformerConfig.class::isInstance)
        .map(transformer -> PastBytes.of(transformer, precision).perToken())
        .orElseGet(() -> PastBytes.of(config, precision).perToken());
  }
}
