package dev.yoco4j.cli;

import dev.yoco4j.inference.context.ContextModel;
import dev.yoco4j.inference.engine.ModelEngine;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.matrix.WeightFormat;
import dev.yoco4j.model.weights.ModelFingerprint;
import dev.yoco4j.model.weights.ModelFolder;
import dev.yoco4j.text.Tokenizer;
import dev.yoco4j.text.Tokenizers;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// A model, prepared for running, and its tokenizer.
record LoadedModel(LanguageModel model, Tokenizer tokenizer, Supplier<ContextModel> identity)
    implements AutoCloseable {
  /// Reads both; the tokenizer first, which is the smaller one.
  ///
  /// @throws IllegalArgumentException if one is missing, or they do not belong together
  static LoadedModel from(
      Path path, Optional<Precision> precision, Device device, WeightFormat weights) {
    ModelFolder folder = ModelFolder.open(path);
    try {
      Tokenizer tokenizer = Tokenizers.load(folder.path());
      int tokens = folder.config().model().vocabularySize();
      if (tokenizer.vocabularySize() > tokens) {
        throw new IllegalArgumentException(
            "%s: the tokenizer has %d tokens, the model only %d: they do not belong together"
                .formatted(folder.path(), tokenizer.vocabularySize(), tokens));
      }
      LanguageModel model =
          onAThreadThatEnds(
              () -> folder.run(precision.orElse(folder.precision()), device, weights));
      return new LoadedModel(
          model, tokenizer, () -> ContextModel.of(ModelFingerprint.of(folder), model));
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /// OpenMP keeps a team for every thread that has computed, and its threads wait awake for each
  /// other only while all teams together have a processor each: the engine's has to be the only
  /// one.
  private static LanguageModel onAThreadThatEnds(Supplier<LanguageModel> load) {
    FutureTask<LanguageModel> task = new FutureTask<>(load::get);
    Thread thread = Thread.ofPlatform().name("yoco-load").start(task);
    try {
      LanguageModel model = task.get();
      thread.join();
      return model;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("the model can't be loaded: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the model was loaded", e);
    }
  }

  /// Tokens of a text as a document begins: after the begin-of-text token where there is one.
  ///
  /// @throws UsageException if there are none
  int[] document(String text) {
    int[] tokens =
        IntStream.concat(tokenizer.beginOfText().stream(), IntStream.of(tokenizer.encode(text)))
            .toArray();
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
