package dev.yoco4j.cli;

import dev.yoco4j.benchmark.TrainBenchmark;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.torch.LibTorch;
import dev.yoco4j.torch.Precision;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `yoco bench`: how fast it is here.
@Command(
    name = "bench",
    description = "Measure speed beside this machine's own ceiling.",
    subcommands = BenchInferenceCommand.class)
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "bench needs a part: train or inference");
  }

  @Command(
      name = "train",
      description = {
        "Training steps on random tokens: tokens/s, FLOP/s by the accounting, and the fraction of the rate",
        "of a matrix product of the same dtype, measured between the steps."
      })
  void train(
      @Option(
              names = "--preset",
              split = ",",
              paramLabel = "NAME",
              defaultValue = "yoco-30m-gret,yoco-30m-swa,transformer-30m",
              description = "Presets to compare (default: ${DEFAULT-VALUE}).")
          List<String> presets,
      @Option(
              names = "--dtype",
              split = ",",
              paramLabel = "TYPE",
              defaultValue = "bfloat16,float32",
              description = "float32, bfloat16 or both (default: ${DEFAULT-VALUE}).")
          List<String> types,
      @Option(
              names = "--batch-size",
              paramLabel = "B",
              defaultValue = "8",
              description = "Sequences in a step (default: ${DEFAULT-VALUE}).")
          int batch,
      @Option(
              names = "--sequence-length",
              paramLabel = "T",
              defaultValue = "1024",
              description = "Tokens in a sequence (default: ${DEFAULT-VALUE}).")
          int length,
      @Option(
              names = "--steps",
              paramLabel = "N",
              defaultValue = "5",
              description = "Steps measured (default: ${DEFAULT-VALUE}).")
          int steps,
      @Option(names = "--json", description = "Print one JSON document.") boolean json) {
    if (batch < 1 || length < 1 || steps < 1) {
      throw new UsageException("--batch-size, --sequence-length and --steps must be at least 1");
    }
    ObjectNode document = Json.object();
    document.put("threads", LibTorch.threads());
    document.put("batch_size", batch);
    document.put("sequence_length", length);
    ArrayNode rows = document.putArray("rows");
    if (!json) {
      System.out.printf(
          "%-18s %-9s %10s %9s %9s %9s %8s %9s%n",
          "preset", "dtype", "parameters", "tokens/s", "GFLOP/s", "ceiling", "fraction", "spread");
    }
    for (String preset : presets) {
      var config = Arguments.checked("--preset", () -> ModelPresets.named(preset));
      for (String type : types) {
        Precision precision = Arguments.precision(type);
        TrainBenchmark.Result result =
            new TrainBenchmark(config, precision, batch, length, steps).run();
        rows.add(row(preset, precision, result));
        if (!json) {
          System.out.printf(
              "%-18s %-9s %,10d %,9.0f %9.0f %9.0f %8.2f %8.2fx%n",
              preset,
              precision.label(),
              result.parameters(),
              result.tokensPerSecond(),
              result.operationsPerSecond() / 1e9,
              result.ceiling() / 1e9,
              result.fraction(),
              result.slowest());
        }
      }
    }
    if (json) {
      Json.print(document);
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
