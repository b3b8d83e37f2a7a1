package dev.yoco4j.cli;

import dev.yoco4j.cli.report.Pictures;
import dev.yoco4j.cli.report.TaskTable;
import dev.yoco4j.evaluation.EvaluationListener;
import dev.yoco4j.evaluation.FinishedCells;
import dev.yoco4j.evaluation.task.Shots;
import dev.yoco4j.evaluation.task.Task;
import dev.yoco4j.evaluation.task.TaskAnswers;
import dev.yoco4j.evaluation.task.TaskEvaluation;
import dev.yoco4j.evaluation.task.TaskResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The evaluation of `yoco eval tasks`.
///
/// @param tasks that are asked
/// @param pool that examples are drawn from; empty for the task itself
/// @param shots examples before each question
/// @param drawSeed of the draw
/// @param context tokens that the model reads at most; empty for as many as it was made for
record TasksEvaluation(
    List<Task> tasks, Optional<Task> pool, int shots, long drawSeed, OptionalInt context)
    implements Evaluation {
  private static final int SHOWN = 10;

  TasksEvaluation {
    tasks = List.copyOf(tasks);
  }

  @Override
  public String name() {
    return "tasks";
  }

  @Override
  public ObjectNode settings(LoadedModel model) {
    ObjectNode settings = Json.object();
    settings.put("context", positions(model));
    settings.put("shots", shots);
    pool.ifPresentOrElse(
        task -> settings.put("shots_from", task.fingerprint()),
        () -> settings.putNull("shots_from"));
    ObjectNode asked = settings.putObject("tasks");
    for (Task task : tasks) {
      ObjectNode one = asked.putObject(task.name());
      one.put("layout", task.layout());
      one.put("questions", task.questions().size());
      one.put("fingerprint", task.fingerprint());
    }
    return settings;
  }

  @Override
  public OptionalLong seed() {
    return shots == 0 ? OptionalLong.empty() : OptionalLong.of(drawSeed);
  }

  private int positions(LoadedModel model) {
    return context.orElse(model.model().config().maxPositions());
  }

  @Override
  public EvaluationReport run(LoadedModel model, EvaluationListener listener, FinishedCells cells) {
    TaskEvaluation evaluation =
        new TaskEvaluation(model.model(), model.tokenizer(), positions(model));
    List<TaskResult> results = new ArrayList<>();
    for (Task task : tasks) {
      results.add(
          TaskAnswers.complete(
              evaluation, task, Shots.of(task, pool, shots, drawSeed), listener, cells));
    }
    return new EvaluationReport(
        document(results), TaskTable.text(results, positions(model)), Pictures.none());
  }

  private static ObjectNode document(List<TaskResult> results) {
    ObjectNode document = Json.object();
    ArrayNode all = document.putArray("tasks");
    for (TaskResult result : results) {
      ObjectNode one = all.addObject();
      one.put("task", result.task());
      one.put("layout", result.layout());
      one.put("questions", result.questions());
      result
          .accuracies()
          .forEach((by, accuracy) -> {
            one.put(by.label(), accuracy.mean());
            accuracy
                .standardError()
                .ifPresentOrElse(
                    error -> one.put(by.label() + "_stderr", error),
                    () -> one.putNull(by.label() + "_stderr"));
          });
      one.put("truncated", result.truncated());
      one.put("skipped", result.skipped().size());
      ArrayNode reasons = one.putArray("skipped_first");
      result.skipped().stream().limit(SHOWN).forEach(reasons::add);
    }
    return document;
  }
}
