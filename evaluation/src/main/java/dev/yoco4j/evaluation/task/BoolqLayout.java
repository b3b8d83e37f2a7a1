package dev.yoco4j.evaluation.task;

import java.util.List;
import java.util.Set;

/// BoolQ: the right answer is `answer`, a truth value, or SuperGLUE's `label`, 0 for no.
record BoolqLayout() implements TaskLayout {
  private static final List<String> CHOICES = List.of("no", "yes");

  @Override
  public String label() {
    return "boolq";
  }

  @Override
  public boolean fits(Set<String> columns) {
    return columns.containsAll(Set.of("passage", "question"))
        && (columns.contains("answer") || columns.contains("label"));
  }

  @Override
  public Question question(TaskRow row) {
    String prompt =
        "%s\nQuestion: %s?\nAnswer:".formatted(row.text("passage"), row.text("question"));
    return Question.of(prompt, CHOICES, row.index(row.has("answer") ? "answer" : "label"));
  }
}
