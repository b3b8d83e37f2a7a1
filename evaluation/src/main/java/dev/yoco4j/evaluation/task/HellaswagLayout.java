package dev.yoco4j.evaluation.task;

import java.util.Set;
import java.util.regex.Pattern;

/// HellaSwag: activity, two halves of a context, and endings, cleaned of what WikiHow's pages left.
record HellaswagLayout() implements TaskLayout {
  /// `.` stops at a line feed alone, as Python's does.
  private static final Pattern BRACKETS = Pattern.compile("\\[.*?\\]", Pattern.UNIX_LINES);

  @Override
  public String label() {
    return "hellaswag";
  }

  @Override
  public boolean fits(Set<String> columns) {
    return columns.containsAll(Set.of("activity_label", "ctx_a", "ctx_b", "endings", "label"));
  }

  @Override
  public Question question(TaskRow row) {
    String context =
        "%s: %s %s"
            .formatted(
                row.text("activity_label"),
                row.text("ctx_a"),
                PythonText.capitalize(row.text("ctx_b")));
    return Question.of(
        clean(context),
        row.texts("endings").stream().map(HellaswagLayout::clean).toList(),
        row.index("label"));
  }

  static String clean(String text) {
    String titled = PythonText.strip(text).replace(" [title]", ". ");
    return BRACKETS.matcher(titled).replaceAll("").replace("  ", " ");
  }
}
