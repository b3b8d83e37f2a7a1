package dev.yoco4j.evaluation.task;

import dev.yoco4j.evaluation.EvaluationListener;
import dev.yoco4j.evaluation.FinishedCells;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The answers to a task, those of an earlier run among them.
public final class TaskAnswers {
  private TaskAnswers() {}

  /// Asks what is not answered yet; each answer is a finished cell, `TASK/INDEX`.
  ///
  /// @param evaluation asks the model
  /// @param task that is asked
  /// @param shots examples before each question
  /// @param watcher told of the questions, and asked between batches whether to stop
  /// @param cells what an earlier run finished, and where this one adds
  /// @return the result over all questions
  /// @throws java.util.concurrent.CancellationException if the watcher stops it
  public static TaskResult complete(
      TaskEvaluation evaluation,
      Task task,
      Shots shots,
      EvaluationListener watcher,
      FinishedCells cells) {
    Map<Integer, Answered> answers = new TreeMap<>();
    for (int i = 0; i < task.questions().size(); i++) {
      int index = i;
      cells
          .find(name(task, i))
          .ifPresent(cell -> answers.put(index, Answered.fromJson(index, cell)));
    }
    evaluation.run(
        task,
        shots,
        Set.copyOf(answers.keySet()),
        watcher,
        answered -> {
          answers.put(answered.question(), answered);
          cells.add(name(task, answered.question()), answered.toJson());
        });
    return TaskResult.of(task, List.copyOf(answers.values()));
  }

  private static String name(Task task, int question) {
    return task.name() + "/" + question;
  }
}
