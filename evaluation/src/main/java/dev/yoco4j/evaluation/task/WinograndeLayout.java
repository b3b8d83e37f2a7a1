package dev.yoco4j.evaluation.task;

import java.util.List;
import java.util.Set;

/// WinoGrande, scored in part: each option stands in the context, and what is scored is the same
/// rest of the sentence after it.
record WinograndeLayout() implements TaskLayout {
  @Override
  public String label() {
    return "winogrande";
  }

  @Override
  public boolean fits(Set<String> columns) {
    return columns.containsAll(Set.of("sentence", "option1", "option2", "answer"));
  }

  @Override
  public Question question(TaskRow row) {
    String sentence = row.text("sentence");
    int blank = sentence.indexOf('_');
    if (blank < 0) {
      throw new IllegalArgumentException("sentence has no _ for the options");
    }
    List<String> options = List.of(row.text("option1"), row.text("option2"));
    for (String option : options) {
      if (PythonText.strip(option).isEmpty()) {
        throw new IllegalArgumentException("option" + (options.indexOf(option) + 1) + " is empty");
      }
    }
    String before = sentence.substring(0, blank);
    String rest = PythonText.strip(sentence.substring(blank + 1));
    int answer = row.index("answer");
    if (answer != 1 && answer != 2) {
      throw new IllegalArgumentException("answer must be 1 or 2, was " + answer);
    }
    return Question.map(
        options, option -> new Alternative(before + option, " " + rest, rest), answer - 1);
  }
}
