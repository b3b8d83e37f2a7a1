package dev.yoco4j.cli;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.accounting.MemoryPlan;
import dev.yoco4j.model.accounting.NumberFormats;
import dev.yoco4j.model.matrix.WeightFormat;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.preset.Counterpart;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.model.weights.ModelFolder;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// `yoco plan`: what a context costs, before anything is loaded.
@Command(
    name = "plan",
    description = {
      "Show what a model and a context take of memory, the longest context that fits,",
      "and the same for the Transformer of equal size. Reads no weights."
    })
final class PlanCommand implements Runnable {
  private static final long MOST_TOKENS = 1L << 30;
  private static final long MOST_SEQUENCES = 1L << 16;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "A model folder, or the folder of a training run; its weights are not read.")
  private @Nullable Path model;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = "A named configuration, for example yoco-3b-gret.")
  private @Nullable String preset;

  @Option(
      names = "--context",
      required = true,
      paramLabel = "N",
      converter = Amount.Tokens.class,
      description = "Tokens of a sequence, prompt and answer together: 1048576, 64K, 1M.")
  private long context;

  @Option(
      names = "--batch",
      paramLabel = "B",
      defaultValue = "1",
      description = "Sequences of that length at once (default: ${DEFAULT-VALUE}).")
  private long batch;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description = "float32 or bfloat16 (default: as config.json says, else bfloat16).")
  private @Nullable String dtype;

  @Option(
      names = "--weights",
      paramLabel = "FORMAT",
      defaultValue = "dense",
      description = "dense, int8 or int4 (default: ${DEFAULT-VALUE}).")
  private String weights = "";

  @Option(
      names = "--kv-dtype",
      paramLabel = "TYPE",
      defaultValue = "model",
      description = "Keys and values: model (as --dtype) or int8 (default: ${DEFAULT-VALUE}).")
  private String keyValues = "";

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = Amount.Bytes.class,
      description =
          "Memory given: 512MiB, 16GiB (default: what is available where the model runs).")
  private @Nullable Long memory;

  @Mixin private DeviceOptions device = new DeviceOptions();

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public void run() {
    checkBounds();
    Device computes = device.device();
    WeightFormat weightFormat =
        Arguments.checked("--weights", () -> WeightFormat.of(weights).on(computes));
    KeyValueFormat keyValueFormat =
        Arguments.checked("--kv-dtype", () -> KeyValueFormat.of(keyValues));
    Optional<Precision> wanted = Optional.ofNullable(dtype).map(Arguments::precision);
    ModelConfig config = config();
    NumberFormats formats =
        new NumberFormats(wanted.orElseGet(this::usual), weightFormat, keyValueFormat);
    long given = memory == null ? computes.availableBytes() : memory;
    PlannedModel planned =
        new PlannedModel(
            name(config), new MemoryPlan(config, formats, batch, computes), context, given);
    Optional<PlannedModel> other =
        Counterpart.of(config)
            .map(c ->
                new PlannedModel(
                    c.name(),
                    new MemoryPlan(c.config(), formats, batch, computes),
                    context,
                    given));
    if (json) {
      Json.print(document(planned, other));
    } else {
      new TextOutput().print(new PlanText(planned, other).text());
    }
  }

  private void checkBounds() {
    if ((model == null) == (preset == null)) {
      throw new UsageException(
          model == null
              ? "--model or --preset is missing: a folder, or one of "
                  + String.join(", ", ModelPresets.names())
              : "--model and --preset exclude each other");
    }
    within("--context", context, MOST_TOKENS);
    within("--batch", batch, MOST_SEQUENCES);
    if (memory != null && memory < 1) {
      throw new UsageException("--memory must be at least 1, was " + memory);
    }
  }

  private static void within(String option, long value, long most) {
    if (value < 1 || value > most) {
      throw new UsageException(
          "%s must be at least 1 and at most %d, was %d".formatted(option, most, value));
    }
  }

  private ModelConfig config() {
    String name = preset;
    Path folder = model;
    return folder != null
        ? ModelFolder.config(folder).model()
        : Arguments.checked("--preset", () -> ModelPresets.named(String.valueOf(name)));
  }

  private String name(ModelConfig config) {
    String known = preset;
    if (known != null) {
      return known;
    }
    return Counterpart.presetOf(config).orElse("this model");
  }

  /// What commands that load the model would use.
  private Precision usual() {
    Path folder = model;
    return folder == null
        ? Precision.BFLOAT16
        : StatedPrecision.of(folder).orElse(Precision.BFLOAT16);
  }

  private ObjectNode document(PlannedModel planned, Optional<PlannedModel> other) {
    NumberFormats formats = planned.plan().formats();
    ObjectNode document = Json.object();
    document.put("context", context);
    document.put("batch", batch);
    document.put("device", planned.plan().device().label());
    document.put("dtype", formats.precision().label());
    document.put("weights", formats.weights().label());
    document.put("kv_dtype", formats.keyValues().label());
    document.put("memory_bytes", planned.memory());
    document.setAll(planned.document());
    if (!planned.fits()) {
      var options = document.putArray("would_fit_with");
      new PlanAdvice(planned).options().forEach(options::add);
    }
    other.ifPresent(o -> document.set(kind(o.config()), o.document()));
    return document;
  }

  private static String kind(ModelConfig config) {
    return switch (config) {
      case YocoConfig _ -> "yoco";
      case TransformerConfig _ -> "transformer";
    };
  }
}
