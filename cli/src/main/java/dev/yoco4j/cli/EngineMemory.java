package dev.yoco4j.cli;

import dev.yoco4j.inference.engine.EngineConfig;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.MachineMemory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What the engine may hold, and in which format.
final class EngineMemory {
  @Option(
      names = "--kv-dtype",
      paramLabel = "TYPE",
      description = "Keys and values: model (as --dtype) or int8 (default: model).")
  private @Nullable String keyValues;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = Amount.Bytes.class,
      description = "What model and contexts may take: 512MiB, 16GiB (default: what is available).")
  private @Nullable Long memory;

  private final long available = MachineMemory.availableBytes();

  /// Checks the options without reading anything.
  void check() {
    var _ = format(KeyValueFormat.MODEL);
    if (memory != null && memory < 1) {
      throw new UsageException("--memory must be at least 1, was " + memory);
    }
  }

  /// The format of keys and values.
  ///
  /// @param usual where no option says otherwise
  KeyValueFormat format(KeyValueFormat usual) {
    String label = keyValues;
    return label == null ? usual : Arguments.checked("--kv-dtype", () -> KeyValueFormat.of(label));
  }

  /// Memory where the model computes, what its weights take included.
  private long available(LanguageModel model) {
    Device device = model.parameters().device();
    return switch (device) {
      case CPU -> available;
      case CUDA -> device.availableBytes() + model.parameters().weightBytes();
    };
  }

  /// The engine's configuration.
  ///
  /// @param positions that a sequence may have
  /// @param usual the format where no option says otherwise
  EngineConfig config(LanguageModel model, int positions, KeyValueFormat usual) {
    return EngineConfig.of(model)
        .withMaxPositions(positions)
        .with(format(usual))
        .withMemory(model, memory == null ? available(model) : memory);
  }
}
