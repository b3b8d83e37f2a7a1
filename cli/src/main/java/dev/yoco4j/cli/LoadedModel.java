package dev.yoco4j.cli;

import dev.yoco4j.inference.context.ContextModel;
import dev.yoco4j.inference.engine.ModelEngine;
import dev.yoco4j.inference.engine.OpenedModel;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.matrix.WeightFormat;
import dev.yoco4j.model.weights.ModelFingerprint;
import dev.yoco4j.text.Tokenizer;
import dev.yoco4j.text.chat.ChatTemplate;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/// A model, prepared for running, and its tokenizer.
record LoadedModel(
    LanguageModel model, Tokenizer tokenizer, Path path, Supplier<ContextModel> identity)
    implements AutoCloseable {
  /// Reads both.
  ///
  /// @throws IllegalArgumentException if one is missing, or they do not belong together
  static LoadedModel from(
      Path path, Optional<Precision> precision, Device device, WeightFormat weights) {
    OpenedModel opened = OpenedModel.open(path, precision, device, weights);
    return new LoadedModel(
        opened.model(),
        opened.tokenizer(),
        opened.folder().path(),
        () -> ContextModel.of(ModelFingerprint.of(opened.folder()), opened.model()));
  }

  /// How the model's folder wants conversations written.
  ChatTemplate chatTemplate() {
    return ChatTemplate.load(path, tokenizer);
  }

  /// Tokens of a text as a document begins: after the begin-of-text token where there is one.
  ///
  /// @throws UsageException if there are none
  int[] document(String text) {
    int[] tokens = tokenizer.encodeDocument(text);
    if (tokens.length == 0) {
      throw new UsageException(
          "the prompt must not be empty: the model's tokenizer has no begin-of-text token");
    }
    return tokens;
  }

  /// An engine for the model's own length, or the one that the options say.
  ModelEngine engine(EngineOptions options) {
    return engine(options, model.config().maxPositions());
  }

  /// An engine for a length, or the one that the options say.
  ModelEngine engine(EngineOptions options, int positions) {
    return new ModelEngine(model, tokenizer, options.config(model, positions));
  }

  @Override
  public void close() {
    model.close();
  }
}
