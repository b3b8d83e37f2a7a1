package dev.yoco4j.evaluation.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What a model got right of a task.
///
/// @param task its name
/// @param layout its layout's name
/// @param accuracies by normalisation
/// @param questions asked and answered
/// @param truncated questions of which a context was longer than the model
/// @param skipped what is wrong with each row that was left out
public record TaskResult(
    String task,
    String layout,
    Map<Normalisation, Accuracy> accuracies,
    int questions,
    int truncated,
    List<String> skipped) {
  /// Copies the lists.
  public TaskResult {
    accuracies = Collections.unmodifiableMap(new EnumMap<>(accuracies));
    skipped = List.copyOf(skipped);
  }

  /// One of the accuracies.
  ///
  /// @param by what log-probabilities were divided by
  /// @return the share of right answers
  public Accuracy accuracy(Normalisation by) {
    return Objects.requireNonNull(accuracies.get(by));
  }

  /// Counts.
  ///
  /// @param task that was asked
  /// @param answers to all of its questions
  /// @return the result
  /// @throws IllegalArgumentException if a question has no answer: a part is no result
  public static TaskResult of(Task task, List<Answered> answers) {
    long distinct = answers.stream().mapToInt(Answered::question).distinct().count();
    if (distinct != task.questions().size() || distinct != answers.size()) {
      throw new IllegalArgumentException(
          "%s has %d questions, %d are answered"
              .formatted(task.name(), task.questions().size(), distinct));
    }
    Map<Normalisation, Accuracy> accuracies = new EnumMap<>(Normalisation.class);
    for (Normalisation by : Normalisation.values()) {
      accuracies.put(by, Accuracy.of(task.questions(), new ArrayList<>(answers), by));
    }
    return new TaskResult(
        task.name(),
        task.layout(),
        accuracies,
        answers.size(),
        (int) answers.stream().filter(Answered::truncated).count(),
        task.skipped());
  }
}
