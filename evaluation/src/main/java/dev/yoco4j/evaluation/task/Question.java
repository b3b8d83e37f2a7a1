package dev.yoco4j.evaluation.task;

import java.util.List;
import java.util.function.Function;

/// A question with its possible answers.
///
/// @param alternatives at least two, in the order of the data
/// @param gold index of the right one
public record Question(List<Alternative> alternatives, int gold) {
  private static final int FEWEST = 2;

  /// Checks the row.
  ///
  /// @throws IllegalArgumentException if there are fewer than two choices, if one is empty, or if
  ///   the gold index is not among them
  public Question {
    alternatives = List.copyOf(alternatives);
    if (alternatives.size() < FEWEST) {
      throw new IllegalArgumentException(
          "choices must be at least 2, there are " + alternatives.size());
    }
    for (int i = 0; i < alternatives.size(); i++) {
      if (PythonText.strip(alternatives.get(i).answer()).isEmpty()) {
        throw new IllegalArgumentException("choice " + i + " is empty");
      }
    }
    if (gold < 0 || gold >= alternatives.size()) {
      throw new IllegalArgumentException(
          "the gold index must be at least 0 and below the %d choices, was %d%s"
              .formatted(
                  alternatives.size(),
                  gold,
                  gold == -1 ? " (test sets come without answers)" : ""));
    }
  }

  /// A question whose choices follow one prompt after a space.
  ///
  /// @param prompt the question
  /// @param choices its answers
  /// @param gold index of the right one
  /// @return the question
  static Question of(String prompt, List<String> choices, int gold) {
    return of(prompt, choices, gold, " ");
  }

  /// A question whose choices follow one prompt.
  ///
  /// @param delimiter what stands between prompt and choice
  static Question of(String prompt, List<String> choices, int gold, String delimiter) {
    return map(choices, choice -> new Alternative(prompt, delimiter + choice, choice), gold);
  }

  static Question map(List<String> choices, Function<String, Alternative> alternative, int gold) {
    return new Question(choices.stream().map(alternative).toList(), gold);
  }

  /// The question with its right answer.
  ///
  /// @return as it stands among the examples before another question
  String solved() {
    return alternatives.get(gold).text();
  }

  /// The same question with text before it.
  Question after(String before) {
    return before.isEmpty()
        ? this
        : new Question(alternatives.stream().map(one -> one.after(before)).toList(), gold);
  }
}
