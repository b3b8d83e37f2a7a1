package dev.yoco4j.benchmark.inference;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.accounting.ParameterCount;
import dev.yoco4j.model.accounting.WeightBytes;
import dev.yoco4j.model.matrix.WeightFormat;
import dev.yoco4j.model.weights.ModelFolder;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import java.nio.file.Path;

/// A model that is measured, with weights in the form in which generation holds them: packed.
///
/// @param name what results call it
/// @param config its shape
/// @param weights where its weights come from
public record BenchmarkModel(String name, ModelConfig config, Weights weights) {
  /// Builds the model.
  @FunctionalInterface
  public interface Weights {
    /// Builds it.
    ///
    /// @param precision of weights and activations
    /// @param device where it runs
    /// @return the model, to be closed
    LanguageModel load(Precision precision, Device device);
  }

  /// A model with weights drawn at random, which take as long as any others.
  ///
  /// @param name what results call it
  /// @param config its shape
  /// @param seed of the weights
  /// @return the model
  public static BenchmarkModel random(String name, ModelConfig config, long seed) {
    return new BenchmarkModel(
        name,
        config,
        (precision, device) ->
            LanguageModel.build(
                config, Parameters.randomForRunning(seed, precision, device, WeightFormat.PACKED)));
  }

  /// A model folder, which is opened now to be checked, and again to be read.
  ///
  /// @param path a model folder or the folder of a training run
  /// @return the model
  /// @throws IllegalArgumentException if it holds no model, or its configuration is wrong
  /// @throws dev.yoco4j.torch.CorruptFileException if its weights are broken
  public static BenchmarkModel folder(Path path) {
    try (ModelFolder opened = ModelFolder.open(path)) {
      return new BenchmarkModel(
          path.toString(),
          opened.config().model(),
          (precision, device) -> read(path, precision, device));
    }
  }

  /// The model owns the folder.
  private static LanguageModel read(Path path, Precision precision, Device device) {
    ModelFolder opened = ModelFolder.open(path);
    try {
      return opened.run(precision, device, WeightFormat.PACKED);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /// Whether it is a YOCO, or a Transformer that YOCOs are compared with.
  ///
  /// @return true for a YOCO
  public boolean isYoco() {
    return config instanceof YocoConfig;
  }

  /// How many parameters it has.
  ///
  /// @return count
  public long parameters() {
    return ParameterCount.of(config).total();
  }

  long weightBytes(Precision precision) {
    return WeightBytes.of(config, precision, WeightFormat.PACKED).total();
  }
}
