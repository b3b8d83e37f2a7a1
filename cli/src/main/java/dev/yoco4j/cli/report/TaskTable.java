package dev.yoco4j.cli.report;

import dev.yoco4j.evaluation.task.Accuracy;
import dev.yoco4j.evaluation.task.Normalisation;
import dev.yoco4j.evaluation.task.TaskResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a model got right, task by task.
public final class TaskTable {
  private static final List<String> HEAD =
      List.of(
          "task", "layout", "n", "acc", "stderr", "norm bytes", "stderr", "norm chars", "stderr");

  private TaskTable() {}

  /// The table, and below it what was left out or cut.
  ///
  /// @param results of at least one task
  /// @param positions that the model read at most
  /// @return whole lines
  public static String text(List<TaskResult> results, int positions) {
    StringBuilder text =
        new StringBuilder(
            new Table("tasks", HEAD, results.stream().map(TaskTable::row).toList()).text());
    for (TaskResult result : results) {
      if (result.truncated() > 0) {
        text.append(
            "%s: contexts of %,d of %,d questions are longer than %,d tokens and lost their beginning%n"
                .formatted(result.task(), result.truncated(), result.questions(), positions));
      }
      if (!result.skipped().isEmpty()) {
        text.append(
            "%s: %,d malformed row%s left out; the first: %s%n"
                .formatted(
                    result.task(),
                    result.skipped().size(),
                    result.skipped().size() == 1 ? "" : "s",
                    result.skipped().getFirst()));
      }
    }
    return text.toString();
  }

  private static List<String> row(TaskResult result) {
    List<String> cells = new ArrayList<>();
    cells.add(result.task());
    cells.add(result.layout());
    cells.add(String.format(Locale.ROOT, "%,d", result.questions()));
    for (Normalisation by : Normalisation.values()) {
      Accuracy accuracy = result.accuracy(by);
      cells.add(share(accuracy.mean()));
      cells.add(
          accuracy.standardError().isPresent()
              ? share(accuracy.standardError().getAsDouble())
              : "-");
    }
    return cells;
  }

  private static String share(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
