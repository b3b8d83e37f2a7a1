package dev.yoco4j.evaluation.task;

import java.util.List;
import java.util.Set;

/// PIQA: a goal and two solutions.
record PiqaLayout() implements TaskLayout {
  @Override
  public String label() {
    return "piqa";
  }

  @Override
  public boolean fits(Set<String> columns) {
    return columns.containsAll(Set.of("goal", "sol1", "sol2", "label"));
  }

  @Override
  public Question question(TaskRow row) {
    return Question.of(
        "Question: " + row.text("goal") + "\nAnswer:",
        List.of(row.text("sol1"), row.text("sol2")),
        row.index("label"));
  }
}
