package dev.yoco4j.cli;

import dev.yoco4j.model.matrix.WeightFormat;
import dev.yoco4j.torch.Precision;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which model, in which precision, with weights in which form.
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

  @Option(
      names = "--weights",
      paramLabel = "FORM",
      defaultValue = "packed",
      description = {
        "How matrices are held: packed for the processor, dense as they lie in the file,",
        "int8 or int4 (default: ${DEFAULT-VALUE})."
      })
  private String weights = "packed";

  @Mixin private DeviceOptions device = new DeviceOptions();

  /// Checks the options without reading anything.
  void check() {
    var _ = device.device();
    var _ = precision();
    var _ = format();
  }

  private Optional<Precision> precision() {
    return Optional.ofNullable(dtype).map(Arguments::precision);
  }

  private WeightFormat format() {
    return Arguments.checked("--weights", () -> WeightFormat.of(weights));
  }

  /// What was given.
  Path folder() {
    return model;
  }

  LoadedModel load() {
    return LoadedModel.from(model, precision(), device.device(), format());
  }
}
