package dev.yoco4j.cli;

import dev.yoco4j.benchmark.TrainBenchmark;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.LibTorch;
import dev.yoco4j.torch.Precision;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `yoco bench train`: how fast training is here.
@Command(
    name = "train",
    description = {
      "Training steps on random tokens: tokens/s, FLOP/s by the accounting, and the fraction of the rate",
      "of a matrix product of the same dtype, measured between the steps."
    })
final class BenchTrainCommand implements Runnable {
  private static final double GIB = 1L << 30;

  @Option(
      names = "--preset",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "yoco-30m-gret,yoco-30m-swa,transformer-30m",
      description = "Presets to compare (default: ${DEFAULT-VALUE}).")
  private List<String> presets = List.of();

  @Option(
      names = "--dtype",
      split = ",",
      paramLabel = "TYPE",
      defaultValue = "bfloat16,float32",
      description = "float32, bfloat16 or both (default: ${DEFAULT-VALUE}).")
  private List<String> types = List.of();

  @Mixin private DeviceOptions device = new DeviceOptions();

  @Option(
      names = "--batch-size",
      paramLabel = "B",
      defaultValue = "8",
      description = "Sequences in a step (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--sequence-length",
      paramLabel = "T",
      defaultValue = "1024",
      description = "Tokens in a sequence (default: ${DEFAULT-VALUE}).")
  private int length;

  @Option(
      names = "--recompute",
      description = "Run layers again in the backward pass: less memory, a third more work.")
  private boolean recompute;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "5",
      description = "Steps measured (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public void run() {
    if (batch < 1 || length < 1 || steps < 1) {
      throw new UsageException("--batch-size, --sequence-length and --steps must be at least 1");
    }
    Device computes = device.device();
    List<ModelConfig> configs =
        presets.stream()
            .map(preset -> Arguments.checked("--preset", () -> ModelPresets.named(preset)))
            .toList();
    List<Precision> precisions = types.stream().map(Arguments::precision).toList();
    ObjectNode document = Json.object();
    document.put("device", computes.label());
    document.put("threads", LibTorch.threads());
    document.put("batch_size", batch);
    document.put("sequence_length", length);
    document.put("recompute", recompute);
    ArrayNode rows = document.putArray("rows");
    printHead(computes);
    for (int i = 0; i < configs.size(); i++) {
      for (Precision precision : precisions) {
        TrainBenchmark.Result result =
            new TrainBenchmark(configs.get(i), precision, computes, batch, length, recompute, steps)
                .run();
        rows.add(row(presets.get(i), precision, result));
        printRow(presets.get(i), precision, result);
      }
    }
    if (json) {
      Json.print(document);
    }
  }

  private void printHead(Device computes) {
    if (!json) {
      System.out.printf(
          "%s, %d x %,d tokens a step%s%n",
          computes.label(), batch, length, recompute ? ", layers run again" : "");
      System.out.printf(
          "%-18s %-9s %14s %9s %9s %9s %8s %8s %9s%n",
          "preset",
          "dtype",
          "parameters",
          "tokens/s",
          "GFLOP/s",
          "ceiling",
          "fraction",
          "spread",
          "peak GiB");
    }
  }

  private void printRow(String preset, Precision precision, TrainBenchmark.Result result) {
    if (!json) {
      System.out.printf(
          "%-18s %-9s %,14d %,9.0f %9.0f %9.0f %8.2f %7.2fx %9.1f%n",
          preset,
          precision.label(),
          result.parameters(),
          result.tokensPerSecond(),
          result.operationsPerSecond() / 1e9,
          result.ceiling() / 1e9,
          result.fraction(),
          result.slowest(),
          result.peakBytes() / GIB);
    }
  }

  private static ObjectNode row(String preset, Precision precision, TrainBenchmark.Result result) {
    ObjectNode row = Json.object();
    row.put("preset", preset);
    row.put("dtype", precision.label());
    row.put("parameters", result.parameters());
    row.put("tokens_per_second", result.tokensPerSecond());
    row.put("flop_per_second", result.operationsPerSecond());
    row.put("matrix_product_flop_per_second", result.ceiling());
    row.put("fraction", result.fraction());
    row.put("pass_seconds", result.passSeconds());
    row.put("optimizer_seconds", result.optimizerSeconds());
    row.put("slowest_over_median", result.slowest());
    row.put("peak_bytes", result.peakBytes());
    return row;
  }
}
