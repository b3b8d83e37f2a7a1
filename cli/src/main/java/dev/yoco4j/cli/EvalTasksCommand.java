package dev.yoco4j.cli;

import dev.yoco4j.evaluation.task.MalformedRows;
import dev.yoco4j.evaluation.task.Shots;
import dev.yoco4j.evaluation.task.Task;
import dev.yoco4j.evaluation.task.TaskReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `yoco eval tasks`: how many questions a model answers right.
@Command(
    name = "tasks",
    description = {
      "Put multiple-choice tasks to a model and count what it gets right.",
      "A question's choices are scored by their log-probabilities after its prompt, as",
      "lm-evaluation-harness does; layouts and prompts are in docs/formats/tasks.md."
    })
final class EvalTasksCommand implements Callable<Integer> {
  private static final long SEED = 1234;

  @Mixin private EvaluationOptions options = new EvaluationOptions();

  @Option(
      names = "--tasks",
      required = true,
      paramLabel = "PATH",
      description = "A .jsonl, .json or .parquet file, or a folder with such files: a task each.")
  private Path tasks = Path.of("");

  @Option(
      names = "--layout",
      paramLabel = "NAME",
      description = {
        "Layout of all files: arc, boolq, hellaswag, openbookqa, piqa, sciq, winogrande or",
        "choices (default: by their columns)."
      })
  private @Nullable String layout;

  @Option(
      names = "--shots",
      paramLabel = "K",
      defaultValue = "0",
      description = "Solved questions before each question (default: ${DEFAULT-VALUE}).")
  private int shots;

  @Option(
      names = "--shots-from",
      paramLabel = "FILE",
      description = {
        "Draw them from this file, of the same layout (default: from the task itself, less the",
        "question that is asked)."
      })
  private @Nullable Path shotsFrom;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of that draw (default: " + SEED + ").")
  private long seed = SEED;

  @Option(
      names = "--context",
      paramLabel = "N",
      converter = Amount.Tokens.class,
      description = {
        "Tokens that the model reads at most; longer contexts lose their beginning",
        "(default: as many as the model was made for)."
      })
  private @Nullable Long context;

  @Option(
      names = "--strict",
      description = "Refuse a file with a malformed row, instead of leaving the row out.")
  private boolean strict;

  @Override
  public Integer call() {
    if (context != null && (context < 1 || context >= Integer.MAX_VALUE)) {
      throw new UsageException(
          "--context must be at least 1 and below %d, was %d"
              .formatted(Integer.MAX_VALUE, context));
    }
    if (shots == 0 && shotsFrom != null) {
      throw new UsageException("--shots-from draws nothing: give --shots too");
    }
    options.check();
    TaskReader reader =
        Arguments.checked(
            "--layout",
            () ->
                new TaskReader(
                    Optional.ofNullable(layout),
                    strict ? MalformedRows.REFUSE : MalformedRows.SKIP));
    List<Task> read = reader.read(tasks);
    Optional<Task> pool = Optional.ofNullable(shotsFrom).map(file -> pool(reader, file));
    read.forEach(task -> checkShots(task, pool));
    OptionalInt positions =
        context == null ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(context));
    return options.run(new TasksEvaluation(read, pool, shots, seed, positions));
  }

  private static Task pool(TaskReader reader, Path file) {
    List<Task> pools = reader.read(file);
    if (pools.size() != 1) {
      throw new UsageException(
          "--shots-from must be one task, %s holds %d".formatted(file, pools.size()));
    }
    return pools.getFirst();
  }

  /// Before the model is loaded.
  private void checkShots(Task task, Optional<Task> pool) {
    if (pool.isPresent() && !pool.get().layout().equals(task.layout())) {
      throw new UsageException(
          "--shots-from: its layout is %s, that of %s is %s"
              .formatted(pool.get().layout(), task.name(), task.layout()));
    }
    Shots _ =
        Arguments.checked("--shots for " + task.name(), () -> Shots.of(task, pool, shots, seed));
  }
}
