package dev.yoco4j.cli;

import dev.yoco4j.cli.report.Comparison;
import dev.yoco4j.cli.report.ComparisonText;
import dev.yoco4j.cli.report.Completion;
import dev.yoco4j.cli.report.HtmlReport;
import dev.yoco4j.cli.report.LossCurve;
import dev.yoco4j.cli.report.NextCommand;
import dev.yoco4j.cli.report.ReportContent;
import dev.yoco4j.cli.report.RunFacts;
import dev.yoco4j.model.accounting.ParameterCount;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.model.weights.ModelFolder;
import dev.yoco4j.model.weights.RunFolder;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.LibTorch;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.training.Budget;
import dev.yoco4j.training.MetricsFile;
import dev.yoco4j.training.data.CorpusConfig;
import dev.yoco4j.training.recipe.RecipeJson;
import dev.yoco4j.training.recipe.TrainingPresets;
import dev.yoco4j.training.recipe.TrainingRecipe;
import dev.yoco4j.training.run.RunOptions;
import dev.yoco4j.training.run.TrainingRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// `yoco quickstart`: train, write, compare, in a few minutes.
@Command(
    name = "quickstart",
    description = {
      "Train a small YOCO on the sources of this JDK for about two minutes, let it write,",
      "and show what its cache costs beside a Transformer's."
    })
final class QuickstartCommand implements Runnable {
  private static final long DATA_BYTES = 24_000_000;
  private static final int SAVE_EVERY = 1_000_000;
  private static final int VALIDATE_EVERY = 50;
  private static final Path DEFAULT_OUT = Path.of("quickstart");

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "2",
      description = "Minutes of training (default: ${DEFAULT-VALUE}).")
  private double minutes;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      defaultValue = "yoco-7m-gret",
      description = "The model (default: ${DEFAULT-VALUE}).")
  private String preset = "";

  @Option(
      names = "--data",
      arity = "1..*",
      converter = DataPath.class,
      paramLabel = "PATH",
      description = "Text to train on (default: the sources of this JDK).")
  private List<Path> data = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The run's folder (default: quickstart).")
  private @Nullable Path out;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed (default: ${DEFAULT-VALUE}).")
  private int seed;

  @Mixin private DeviceOptions device = new DeviceOptions();

  @Override
  public void run() {
    Device computes = device.device();
    if (!preset.startsWith("yoco-")) {
      throw new UsageException(
          "--preset must be a YOCO, which is compared with a Transformer; was " + preset);
    }
    Precision precision =
        switch (computes) {
          case CPU -> LibTorch.fasterPrecision();
          case CUDA -> Precision.BFLOAT16;
        };
    TrainingRecipe recipe = recipe(precision);
    QuickstartData text =
        data.isEmpty() ? QuickstartData.find() : new QuickstartData(data, "your own text");
    Path folder = out == null ? unused(DEFAULT_OUT) : out;
    Budget budget =
        Arguments.checked(
            "--minutes", () -> new Budget.Time(Duration.ofMillis(Math.round(minutes * 60_000))));
    RunOptions options =
        new RunOptions(
            recipe,
            text.paths(),
            corpus(),
            folder,
            budget,
            SAVE_EVERY,
            1,
            VALIDATE_EVERY,
            computes);
    System.err.printf(
        "Training %s (%,d parameters, %s) with %s on %s for %s minutes%n",
        preset,
        ParameterCount.of(recipe.model()).total(),
        precision.label(),
        computes.label(),
        text.description(),
        minutes);
    Optional<TrainingRun.Outcome> outcome = train(options, folder);
    outcome.ifPresent(trained -> show(trained, folder, text, recipe, computes));
  }

  private TrainingRecipe recipe(Precision precision) {
    TrainingRecipe recipe = Arguments.checked("--preset", () -> TrainingPresets.named(preset));
    ObjectNode json = RecipeJson.write(recipe);
    json.put("dtype", precision.label());
    json.put("seed", seed);
    return RecipeJson.read("quickstart", json);
  }

  private CorpusConfig corpus() {
    return data.isEmpty()
        ? CorpusConfig.defaults().withByteLimit(DATA_BYTES)
        : CorpusConfig.defaults();
  }

  /// A second quick start does not disturb the first.
  private static Path unused(Path wanted) {
    Path folder = wanted;
    for (int i = 2; !RunFolder.checkpoints(folder).isEmpty(); i++) {
      folder = Path.of(wanted + "-" + i);
    }
    return folder;
  }

  /// The outcome, or empty if a signal ended the run: then the checkpoint is all that is wanted.
  private static Optional<TrainingRun.Outcome> train(RunOptions options, Path folder) {
    try (StopSignal stop = StopSignal.install();
        RunDisplay display = new RunDisplay()) {
      TrainingRun.Outcome outcome = new TrainingRun(options, display).start(stop);
      if (outcome.finished()) {
        return Optional.of(outcome);
      }
      System.out.println("stopped; go on with: ./yoco train --out " + folder + " --resume");
      stop.saved();
      return Optional.empty();
    }
  }

  private void show(
      TrainingRun.Outcome outcome,
      Path folder,
      QuickstartData text,
      TrainingRecipe recipe,
      Device computes) {
    LossPictures.draw(folder);
    Completion completion = SampleCompletion.write(outcome.model(), seed);
    System.out.printf("%n%s%s%n%n", completion.prompt(), completion.text());
    System.err.println("Measuring prefill beside a Transformer of equal size ...");
    Comparison comparison = compare(outcome.model(), recipe.training().precision());
    System.out.println(ComparisonText.of(comparison));
    List<NextCommand> next = next(folder);
    Path page = folder.resolve(HtmlReport.NAME);
    HtmlReport.write(
        new ReportContent(
            "yoco4j quick start",
            facts(outcome, text, computes),
            LossCurve.of(MetricsFile.read(folder.resolve(MetricsFile.NAME))),
            completion,
            comparison,
            next),
        page);
    System.out.printf("model   %s%nreport  %s%n%nNext:%n", outcome.model(), page);
    next.forEach(n -> System.out.printf("  %s%n      %s%n", n.command(), n.effect()));
  }

  private Comparison compare(Path model, Precision precision) {
    var yoco = ModelFolder.config(model).model();
    String size = preset.replaceFirst("^yoco-", "").replaceFirst("-(gret|swa)$", "");
    String other = "transformer-" + size;
    var transformer = ModelPresets.named(other).withVocabularySize(yoco.vocabularySize());
    return new CacheComparison(preset, yoco, other, transformer, precision).run();
  }

  private RunFacts facts(TrainingRun.Outcome outcome, QuickstartData text, Device computes) {
    return new RunFacts(
        preset,
        ParameterCount.of(ModelFolder.config(outcome.model()).model()).total(),
        text.description(),
        outcome.state().tokens(),
        Duration.ofMillis(Math.round(outcome.state().seconds() * 1000)),
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch")
            + ", "
            + LibTorch.threads()
            + " threads, "
            + LibTorch.cpuCapability()
            + ", trained with "
            + computes.label(),
        Runtime.version().toString(),
        LibTorch.version());
  }

  private static List<NextCommand> next(Path folder) {
    return List.of(
        new NextCommand(
            "./yoco generate --model " + folder + " --prompt 'public final class '",
            "let the model write something else"),
        new NextCommand("./yoco info --model " + folder, "see what it is made of"),
        new NextCommand(
            "./yoco train --preset yoco-30m-gret --data src --out runs/mine --minutes 30",
            "train a larger one on your own code (replace src)"));
  }
}
