package dev.yoco4j.evaluation.task;

import java.util.List;
import java.util.Set;

/// SciQ: three wrong answers, then the right one, after the text that supports it.
record SciqLayout() implements TaskLayout {
  private static final int GOLD = 3;

  @Override
  public String label() {
    return "sciq";
  }

  @Override
  public boolean fits(Set<String> columns) {
    return columns.containsAll(
        Set.of(
            "question", "distractor1", "distractor2", "distractor3", "correct_answer", "support"));
  }

  @Override
  public Question question(TaskRow row) {
    String prompt =
        "%s\nQuestion: %s\nAnswer:"
            .formatted(PythonText.stripStart(row.text("support")), row.text("question"));
    return Question.of(
        prompt,
        List.of(
            row.text("distractor1"),
            row.text("distractor2"),
            row.text("distractor3"),
            row.text("correct_answer")),
        GOLD);
  }
}
