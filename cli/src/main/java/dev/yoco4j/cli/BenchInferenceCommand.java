package dev.yoco4j.cli;

import dev.yoco4j.benchmark.inference.BatchSize;
import dev.yoco4j.benchmark.inference.BenchmarkModel;
import dev.yoco4j.benchmark.inference.InferenceBenchmark;
import dev.yoco4j.benchmark.inference.InferencePlan;
import dev.yoco4j.benchmark.inference.InferenceResults;
import dev.yoco4j.cli.progress.BenchProgress;
import dev.yoco4j.cli.progress.Screen;
import dev.yoco4j.cli.report.BenchMachine;
import dev.yoco4j.cli.report.BenchText;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.LibTorch;
import dev.yoco4j.torch.Precision;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// `yoco bench inference`: what prompts and generation cost here.
@Command(
    name = "inference",
    description = {
      "Prefill, time to first token, decoding and peak memory, beside the floors of this machine",
      "and the ratios of YOCO and Transformer, measured in one run.",
      "What would take longer than the limit, or does not fit in memory, is skipped and named."
    })
final class BenchInferenceCommand implements Runnable {
  @Option(
      names = "--model",
      split = ",",
      paramLabel = "MODEL",
      defaultValue = "yoco-30m-gret,yoco-30m-swa,transformer-30m",
      description = "Presets, with random weights, or model folders (default: ${DEFAULT-VALUE}).")
  private List<String> models = List.of();

  @Option(
      names = "--lengths",
      split = ",",
      paramLabel = "T",
      defaultValue = "1K,4K,16K",
      converter = Amount.Tokens.class,
      description = "Tokens of the prompt, K is 1024 (default: ${DEFAULT-VALUE}).")
  private List<Long> lengths = List.of();

  @Option(
      names = "--batch-sizes",
      split = ",",
      paramLabel = "B",
      defaultValue = "1,4,16",
      description = {
        "Sequences decoded together; max is the largest power of two that fits",
        "(default: ${DEFAULT-VALUE})."
      })
  private List<String> batches = List.of();

  @Option(
      names = "--dtype",
      split = ",",
      paramLabel = "TYPE",
      description = "float32, bfloat16 or both (default: what is faster here).")
  private List<String> types = List.of();

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description = "What computes: cpu, cuda or auto (default: ${DEFAULT-VALUE}).")
  private String device = "";

  @Option(
      names = "--repetitions",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often each is measured (default: ${DEFAULT-VALUE}).")
  private int repetitions;

  @Option(
      names = "--limit-seconds",
      paramLabel = "S",
      defaultValue = "60",
      description = {
        "Skip a length whose prefill would take longer by the pace so far, and a batch",
        "whose steps would (default: ${DEFAULT-VALUE})."
      })
  private double limit;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of random weights (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write results.json, five pictures and a page into this folder.")
  private @Nullable Path out;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public void run() {
    InferencePlan plan = plan();
    Optional<BenchOutput> output = Optional.ofNullable(out).map(BenchOutput::prepare);
    BenchMachine machine = BenchMachines.describe();
    InferenceResults results;
    try (BenchProgress progress = BenchProgress.open(Screen.standardError())) {
      results = new InferenceBenchmark(plan, progress).run();
    }
    ObjectNode document = BenchInferenceJson.of(machine, results);
    output.ifPresent(to -> to.write(machine, results, document));
    if (json) {
      Json.print(document);
    } else {
      new TextOutput().print(BenchText.of(results));
    }
  }

  /// Everything is checked before anything is measured, what costs most last.
  private InferencePlan plan() {
    Device chosen = Arguments.device(device);
    if (lengths.contains(0L)) {
      throw new UsageException("--lengths must be at least 1, was 0");
    }
    List<BatchSize> sizes =
        Arguments.checked("--batch-sizes", () -> batches.stream().map(BatchSize::of).toList());
    List<Precision> precisions = types.stream().map(Arguments::precision).toList();
    atLeastOne("--repetitions", repetitions);
    if (!(limit > 0) || Double.isInfinite(limit)) {
      throw new UsageException("--limit-seconds must be above 0, was " + limit);
    }
    List<BenchmarkModel> found =
        models.stream().distinct().map(name -> BenchModels.named(name, seed)).toList();
    return new InferencePlan(
        found,
        precisions.isEmpty() ? List.of(LibTorch.fasterPrecision()) : precisions,
        lengths,
        sizes,
        repetitions,
        limit,
        chosen);
  }

  private static void atLeastOne(String option, int value) {
    if (value < 1) {
      throw new UsageException(option + " must be at least 1, was " + value);
    }
  }
}
