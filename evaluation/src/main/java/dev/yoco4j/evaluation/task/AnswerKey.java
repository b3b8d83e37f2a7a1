package dev.yoco4j.evaluation.task;

import java.util.List;

/// Choices that carry labels, and the label of the right one.
///
/// | published as | columns |
/// |--------------|---------|
/// | tables | `choices: {text: [...], label: [...]}`, `answerKey` |
/// | the authors' lines of JSON | `question: {stem, choices: [{text, label}, ...]}`, `answerKey` |
record AnswerKey(String stem, List<String> choices, int gold) {
  private static final String KEY = "answerKey";

  static AnswerKey of(TaskRow row, String stemColumn) {
    if (row.isObject("question")) {
      TaskRow question = row.row("question");
      List<TaskRow> choices = question.rows("choices");
      List<String> labels = choices.stream().map(choice -> choice.text("label")).toList();
      List<String> texts = choices.stream().map(choice -> choice.text("text")).toList();
      return new AnswerKey(question.text("stem"), texts, gold(row, labels, texts.size()));
    }
    TaskRow choices = row.row("choices");
    List<String> texts = choices.texts("text");
    return new AnswerKey(
        row.text(stemColumn), texts, gold(row, choices.texts("label"), texts.size()));
  }

  private static int gold(TaskRow row, List<String> labels, int choices) {
    String key = PythonText.strip(row.text(KEY));
    if (labels.size() != choices) {
      throw new IllegalArgumentException(
          "choices have %d texts and %d labels".formatted(choices, labels.size()));
    }
    if (key.isEmpty()) {
      throw new IllegalArgumentException(KEY + " is empty (test sets come without answers)");
    }
    int gold = labels.indexOf(key);
    if (gold < 0) {
      throw new IllegalArgumentException(
          "%s %s is none of the labels %s".formatted(KEY, key, String.join(", ", labels)));
    }
    return gold;
  }
}
