package dev.yoco4j.inference.engine;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.matrix.WeightFormat;
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

/// A model, prepared for running, and its tokenizer.
///
/// @param folder where they were read from
/// @param model to be closed after the engine that runs it
/// @param tokenizer the model's
public record OpenedModel(ModelFolder folder, LanguageModel model, Tokenizer tokenizer)
    implements AutoCloseable {
  /// Reads both; the tokenizer first, which is the smaller one.
  ///
  /// @param path a model's folder
  /// @param precision of weights and activations; empty: the folder's
  /// @param device what computes
  /// @param weights how matrices are held
  /// @return the model
  /// @throws IllegalArgumentException if one is missing, or they do not belong together
  public static OpenedModel open(
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
      Precision running = precision.orElse(folder.precision());
      WeightRoom.require(folder.config().model(), running, weights, device);
      LanguageModel model = onAThreadThatEnds(() -> folder.run(running, device, weights));
      return new OpenedModel(folder, model, tokenizer);
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

  @Override
  public void close() {
    model.close();
  }
}
