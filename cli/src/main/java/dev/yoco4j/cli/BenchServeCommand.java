package dev.yoco4j.cli;

import dev.yoco4j.benchmark.serve.ServeBenchmark;
import dev.yoco4j.benchmark.serve.ServePlan;
import dev.yoco4j.benchmark.serve.ServeResults;
import dev.yoco4j.benchmark.serve.ServerStarter;
import dev.yoco4j.benchmark.serve.Soak;
import dev.yoco4j.benchmark.serve.SoakPlan;
import dev.yoco4j.benchmark.serve.SoakResults;
import dev.yoco4j.benchmark.serve.Vocabulary;
import dev.yoco4j.cli.progress.Screen;
import dev.yoco4j.cli.progress.ServeProgress;
import dev.yoco4j.cli.report.BenchMachine;
import dev.yoco4j.cli.report.ServeText;
import dev.yoco4j.cli.report.SoakText;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.text.Tokenizer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// `yoco bench serve`: what a server gives its clients here.
@Command(
    name = "serve",
    description = {
      "Throughput and latency of a server under load, through HTTP on this machine: many streams at once,",
      "batched beside one by one; the first token with and without a shared context; the gap in a",
      "stream while another prompt is taken in. With --soak, mixed load for minutes instead."
    })
final class BenchServeCommand implements Callable<Integer> {
  /// Kept here, because the JDK forgets levels of loggers that nobody holds.
  private static final Logger HTTP = Logger.getLogger("io.helidon");

  @Mixin private ModelOptions model = new ModelOptions();

  @Mixin private EngineMemory memory = new EngineMemory();

  @Mixin private ServeLoadOptions load = new ServeLoadOptions();

  @Mixin private SoakOptions soak = new SoakOptions();

  @Option(names = "--out", paramLabel = "DIR", description = "Write results.json into this folder.")
  private @Nullable Path out;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  /// Everything is checked before the model is read.
  @Override
  public Integer call() {
    HTTP.setLevel(Level.WARNING);
    model.check();
    memory.check();
    load.check();
    soak.check();
    Optional<BenchOutput> output = Optional.ofNullable(out).map(BenchOutput::prepare);
    try (LoadedModel loaded = model.load()) {
      BenchMachine machine = BenchMachines.describe();
      return soak.isWanted() ? soak(loaded, machine, output) : load(loaded, machine, output);
    }
  }

  private int load(LoadedModel loaded, BenchMachine machine, Optional<BenchOutput> output) {
    ServePlan plan = load.plan(vocabulary(loaded));
    ServeResults results;
    try (ServeProgress progress = ServeProgress.open(Screen.standardError())) {
      results = new ServeBenchmark(plan, servers(loaded, plan.positions()), progress).run();
    }
    tell(BenchServeJson.of(machine, results), ServeText.of(machine, results), output);
    return ExitCode.OK;
  }

  private int soak(LoadedModel loaded, BenchMachine machine, Optional<BenchOutput> output) {
    SoakPlan plan = soak.plan(load.largestBatch(), vocabulary(loaded), load.seed());
    SoakResults results;
    try (ServeProgress progress = ServeProgress.open(Screen.standardError())) {
      results = new Soak(plan, servers(loaded, plan.positions()), progress).run();
    }
    tell(SoakJson.of(machine, results), SoakText.of(machine, results), output);
    return results.passed() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private void tell(ObjectNode document, String text, Optional<BenchOutput> output) {
    output.ifPresent(to -> to.write(document));
    if (json) {
      Json.print(document);
    } else {
      new TextOutput().print(text);
    }
  }

  private ServerStarter servers(LoadedModel loaded, int positions) {
    return new BenchServers(loaded, memory.config(loaded.model(), positions, KeyValueFormat.MODEL));
  }

  /// Rows of the embedding that only pad it have no text.
  private static Vocabulary vocabulary(LoadedModel loaded) {
    Tokenizer tokenizer = loaded.tokenizer();
    return new Vocabulary(
        Math.min(loaded.model().config().vocabularySize(), tokenizer.vocabularySize()),
        tokenizer.endOfText());
  }
}
