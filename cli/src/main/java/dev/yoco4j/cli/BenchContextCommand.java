package dev.yoco4j.cli;

import dev.yoco4j.benchmark.context.ContextBenchmark;
import dev.yoco4j.benchmark.context.ContextPlan;
import dev.yoco4j.benchmark.context.ContextResults;
import dev.yoco4j.benchmark.inference.BenchmarkModel;
import dev.yoco4j.cli.progress.BenchProgress;
import dev.yoco4j.cli.progress.Screen;
import dev.yoco4j.cli.report.ContextText;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.LibTorch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `yoco bench context`: what saving and restoring a context takes here.
@Command(
    name = "context",
    description = {
      "Contexts of random tokens, saved to a file and restored from it: seconds and rates, beside the",
      "rate of the bus that a GPU is reached by. Files come from the system's cache, not from the disk.",
      "A restored context must go on with the same logits, or the command fails."
    })
final class BenchContextCommand implements Runnable {
  @Option(
      names = "--model",
      split = ",",
      paramLabel = "MODEL",
      defaultValue = "yoco-30m-gret,yoco-30m-swa",
      description = "Presets, with random weights, or model folders (default: ${DEFAULT-VALUE}).")
  private List<String> models = List.of();

  @Option(
      names = "--lengths",
      split = ",",
      paramLabel = "T",
      defaultValue = "4K,16K",
      converter = Amount.Tokens.class,
      description = "Tokens of the context, multiples of 256 (default: ${DEFAULT-VALUE}).")
  private List<Long> lengths = List.of();

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description = "float32 or bfloat16 (default: what is faster here).")
  private @Nullable String dtype;

  @Option(
      names = "--kv-dtype",
      paramLabel = "TYPE",
      defaultValue = "model",
      description = "Keys and values: model or int8 (default: ${DEFAULT-VALUE}).")
  private String format = "";

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description = "What computes: cpu, cuda or auto (default: ${DEFAULT-VALUE}).")
  private String device = "";

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often each is measured (default: ${DEFAULT-VALUE}).")
  private int repetitions;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of random weights (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description =
          "Where files are written, and removed again (default: the system's for such files).")
  private @Nullable Path folder;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public void run() {
    ContextPlan plan = plan();
    ContextResults results;
    try (BenchProgress progress = BenchProgress.open(Screen.standardError())) {
      results = new ContextBenchmark(plan, progress::measuring).run();
    }
    if (json) {
      Json.print(BenchContextJson.of(BenchMachines.describe(), results));
    } else {
      new TextOutput().print(ContextText.of(results));
    }
  }

  private ContextPlan plan() {
    Device chosen = Arguments.device(device);
    Path files = folder == null ? Path.of(System.getProperty("java.io.tmpdir")) : folder;
    if (!Files.isDirectory(files) || !Files.isWritable(files)) {
      throw new UsageException("--folder must be a folder that can be written to, was " + files);
    }
    KeyValueFormat kept = Arguments.checked("--kv-dtype", () -> KeyValueFormat.of(format));
    List<BenchmarkModel> found =
        models.stream().distinct().map(name -> BenchModels.named(name, seed)).toList();
    if (repetitions < 1) {
      throw new UsageException("--repetitions must be at least 1, was " + repetitions);
    }
    return Arguments.checked(
        "--lengths",
        () ->
            new ContextPlan(
                found,
                dtype == null ? LibTorch.fasterPrecision() : Arguments.precision(dtype),
                kept,
                lengths,
                repetitions,
                chosen,
                files));
  }
}
