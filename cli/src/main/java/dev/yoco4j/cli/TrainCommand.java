package dev.yoco4j.cli;

import dev.yoco4j.torch.Device;
import dev.yoco4j.training.Budget;
import dev.yoco4j.training.recipe.TrainingRecipe;
import dev.yoco4j.training.run.RunOptions;
import dev.yoco4j.training.run.SavedRun;
import dev.yoco4j.training.run.TrainingRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `yoco train`: from text files to a model folder.
@Command(
    name = "train",
    description = {
      "Train a model on text.",
      "SIGINT and SIGTERM save a checkpoint and end the run; --resume goes on where it stopped."
    })
final class TrainCommand implements Runnable {
  private static final long DEFAULT_STEPS = 1000;

  @Mixin private RecipeOptions recipe = new RecipeOptions();

  @Option(
      names = "--data",
      arity = "1..*",
      converter = DataPath.class,
      paramLabel = "PATH",
      description =
          "Text files, folders, .zip or .jar archives, .jsonl files with a text field (also .gz); or one .tokens file.")
  private List<Path> data = List.of();

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "The run's folder.")
  private Path out = Path.of("");

  @ArgGroup private @Nullable Length length;

  @Option(names = "--resume", description = "Go on from the newest checkpoint in --out.")
  private boolean resume;

  @Mixin private ExtensionOptions extension = new ExtensionOptions();

  @Mixin private ReadingOptions reading = new ReadingOptions();

  @Option(
      names = "--save-every",
      paramLabel = "STEPS",
      defaultValue = "200",
      description = "Steps between checkpoints (default: ${DEFAULT-VALUE}).")
  private int saveEvery;

  @Option(
      names = "--keep",
      paramLabel = "K",
      defaultValue = "2",
      description = "Checkpoints kept, the newest ones (default: ${DEFAULT-VALUE}).")
  private int keep;

  @Option(
      names = "--validate-every",
      paramLabel = "STEPS",
      defaultValue = "100",
      description = "Steps between measurements on text kept back (default: ${DEFAULT-VALUE}).")
  private int validateEvery;

  @Mixin private DeviceOptions device = new DeviceOptions();

  /// How long to train: one of three.
  static final class Length {
    @Option(names = "--steps", paramLabel = "N", description = "Optimizer steps (default: 1000).")
    private @Nullable Long steps;

    @Option(
        names = "--tokens",
        paramLabel = "N",
        description = "Tokens to train on, rounded up to whole steps.")
    private @Nullable Long tokens;

    @Option(names = "--minutes", paramLabel = "M", description = "Minutes of training.")
    private @Nullable Double minutes;
  }

  @Override
  public void run() {
    Device computes = device.device();
    Optional<SavedRun> saved = resume ? SavedRun.in(out) : Optional.empty();
    boolean extended = extension.longerThan(saved, resume, recipe);
    TrainingRecipe asked =
        recipe.read(saved.map(run -> extended ? extension.extend(run.recipe()) : run.recipe()));
    List<Path> paths = data.isEmpty() ? saved.map(SavedRun::data).orElse(List.of()) : data;
    if (paths.isEmpty()) {
      throw new UsageException(
          "--data is missing: give text files, folders, .zip, .jar, .gz or .jsonl");
    }
    Budget budget = budget(asked, saved);
    RunOptions options =
        Arguments.checked(
            "train",
            () ->
                new RunOptions(
                    asked,
                    paths,
                    reading.corpus(),
                    out,
                    budget,
                    saveEvery,
                    keep,
                    validateEvery,
                    computes));
    train(options, extended);
  }

  private void train(RunOptions options, boolean extended) {
    LossPictures.prepare();
    try (StopSignal stop = StopSignal.install();
        RunDisplay display = new RunDisplay()) {
      TrainingRun run = new TrainingRun(options, display);
      TrainingRun.Outcome outcome =
          extended ? run.extend(stop) : resume ? run.resume(stop) : run.start(stop);
      LossPictures.draw(out);
      report(outcome);
      stop.saved();
    }
  }

  private void report(TrainingRun.Outcome outcome) {
    System.out.printf(
        "%s after %,d steps and %,d tokens: %s%n",
        outcome.finished() ? "trained" : "stopped",
        outcome.state().step(),
        outcome.state().tokens(),
        outcome.model());
    if (!outcome.finished()) {
      System.out.println("go on with: yoco train --out " + out + " --resume");
    }
  }

  private Budget budget(TrainingRecipe asked, Optional<SavedRun> saved) {
    Length given = length;
    if (given == null) {
      return saved.map(SavedRun::budget).orElseGet(() -> new Budget.Steps(DEFAULT_STEPS));
    }
    Long tokens = given.tokens;
    Double minutes = given.minutes;
    if (tokens != null) {
      long steps = Math.ceilDiv(tokens, asked.training().tokensPerStep());
      return Arguments.checked("--tokens", () -> new Budget.Steps(steps));
    }
    if (minutes != null) {
      return Arguments.checked(
          "--minutes", () -> new Budget.Time(Duration.ofMillis(Math.round(minutes * 60_000))));
    }
    long steps = given.steps == null ? DEFAULT_STEPS : given.steps;
    return Arguments.checked("--steps", () -> new Budget.Steps(steps));
  }
}
