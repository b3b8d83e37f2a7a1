package dev.yoco4j.evaluation.task;

import java.util.Set;

/// The project's own layout, for any multiple-choice task: `context`, `choices`, `gold`, and a
/// `delimiter` where it is not a space.
record ChoicesLayout() implements TaskLayout {
  @Override
  public String label() {
    return "choices";
  }

  @Override
  public boolean fits(Set<String> columns) {
    return columns.containsAll(Set.of("context", "choices", "gold"));
  }

  @Override
  public Question question(TaskRow row) {
    return Question.of(
        row.text("context"), row.texts("choices"), row.index("gold"), row.text("delimiter", " "));
  }
}
