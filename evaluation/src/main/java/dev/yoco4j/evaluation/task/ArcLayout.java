package dev.yoco4j.evaluation.task;

import java.util.Set;

/// ARC, both sets: 3 to 5 choices, labelled with letters or digits.
record ArcLayout() implements TaskLayout {
  @Override
  public String label() {
    return "arc";
  }

  @Override
  public boolean fits(Set<String> columns) {
    return columns.contains("question") && columns.contains("answerKey");
  }

  @Override
  public Question question(TaskRow row) {
    AnswerKey answer = AnswerKey.of(row, "question");
    return Question.of("Question: " + answer.stem() + "\nAnswer:", answer.choices(), answer.gold());
  }
}
