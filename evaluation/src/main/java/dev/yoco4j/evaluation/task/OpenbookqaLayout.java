package dev.yoco4j.evaluation.task;

import java.util.Set;

/// OpenBookQA: the stem is the prompt, without its facts.
record OpenbookqaLayout() implements TaskLayout {
  @Override
  public String label() {
    return "openbookqa";
  }

  /// The authors' lines have the columns of ARC's.
  @Override
  public boolean fits(Set<String> columns) {
    return columns.contains("answerKey")
        && (columns.contains("question_stem")
            || (columns.contains("question") && !columns.contains("choices")));
  }

  @Override
  public Question question(TaskRow row) {
    AnswerKey answer = AnswerKey.of(row, "question_stem");
    return Question.of(answer.stem(), answer.choices(), answer.gold());
  }
}
