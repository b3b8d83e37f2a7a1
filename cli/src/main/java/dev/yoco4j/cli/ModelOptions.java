package dev.yoco4j.cli;

import dev.yoco4j.torch.Precision;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which model, and in which precision.
final class ModelOptions {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "The model folder, or the folder of a training run.")
  private Path model = Path.of("");

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description = "float32 or bfloat16 (default: as stored).")
  private @Nullable String dtype;

  /// Checks the options without reading anything.
  Optional<Precision> precision() {
    return Optional.ofNullable(dtype).map(Arguments::precision);
  }

  LoadedModel load() {
    return LoadedModel.from(model, precision());
  }
}
