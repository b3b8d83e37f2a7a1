package dev.yoco4j.cli;

import dev.yoco4j.inference.engine.EngineConfig;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.MachineMemory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What the engine may hold, and how.
final class EngineOptions {
  @Option(
      names = "--positions",
      paramLabel = "N",
      converter = Amount.Tokens.class,
      description = {
        "Tokens that a sequence may have, prompt and answer together: 4096, 64K, 1M",
        "(default: as many as the model was made for)."
      })
  private @Nullable Long positions;

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
    var _ = format();
    if (positions != null && (positions < 1 || positions > Integer.MAX_VALUE)) {
      throw new UsageException(
          "--positions must be at least 1 and at most %d, was %d"
              .formatted(Integer.MAX_VALUE, positions));
    }
    if (memory != null && memory < 1) {
      throw new UsageException("--memory must be at least 1, was " + memory);
    }
  }

  private KeyValueFormat format() {
    String label = keyValues;
    return label == null
        ? KeyValueFormat.MODEL
        : Arguments.checked("--kv-dtype", () -> KeyValueFormat.of(label));
  }

  /// The engine's configuration.
  ///
  /// @param usual positions where no option says otherwise
  EngineConfig config(LanguageModel model, int usual) {
    return config(model, usual, format());
  }

  /// Memory where the model computes, what its weights take included.
  private long available(LanguageModel model) {
    Device device = model.parameters().device();
    return switch (device) {
      case CPU -> available;
      case CUDA -> device.availableBytes() + model.parameters().weightBytes();
    };
  }

  /// The engine's configuration for a saved context, whose format counts where no option says
  /// otherwise.
  EngineConfig config(LanguageModel model, int usual, KeyValueFormat saved) {
    int most = positions == null ? usual : Math.toIntExact(positions);
    long total = memory == null ? available(model) : memory;
    return EngineConfig.of(model)
        .withMaxPositions(most)
        .with(keyValues == null ? saved : format())
        .withMemory(model, total);
  }
}
