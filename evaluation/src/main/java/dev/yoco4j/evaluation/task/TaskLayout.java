package dev.yoco4j.evaluation.task;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// How a data set writes its rows, and how the harness asks a model about them.
///
/// Columns are those of the data sets' public cards; prompts are lm-evaluation-harness's. See
/// `docs/formats/tasks.md`.
sealed interface TaskLayout
    permits ArcLayout,
        BoolqLayout,
        ChoicesLayout,
        HellaswagLayout,
        OpenbookqaLayout,
        PiqaLayout,
        SciqLayout,
        WinograndeLayout {
  List<TaskLayout> ALL =
      List.of(
          new ArcLayout(),
          new BoolqLayout(),
          new HellaswagLayout(),
          new OpenbookqaLayout(),
          new PiqaLayout(),
          new SciqLayout(),
          new WinograndeLayout(),
          new ChoicesLayout());

  /// Its name on the command line and in results.
  String label();

  /// Whether rows with these columns may be of this layout.
  boolean fits(Set<String> columns);

  /// Renders a row.
  ///
  /// @throws IllegalArgumentException if the row is malformed; the message says how
  Question question(TaskRow row);

  /// The layout of a name.
  ///
  /// @throws IllegalArgumentException if there is none
  static TaskLayout named(String label) {
    return ALL.stream()
        .filter(layout -> layout.label().equals(label))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException("layout must be one of " + labels() + ", was " + label));
  }

  /// All names.
  static String labels() {
    return ALL.stream().map(TaskLayout::label).collect(Collectors.joining(", "));
  }

  /// The one layout that has these columns.
  ///
  /// @throws IllegalArgumentException if none has, or several have
  static TaskLayout of(Set<String> columns) {
    List<TaskLayout> fitting = ALL.stream().filter(layout -> layout.fits(columns)).toList();
    if (fitting.size() == 1) {
      return fitting.getFirst();
    }
    String found = String.join(", ", columns);
    throw new IllegalArgumentException(
        fitting.isEmpty()
            ? "is of no known layout: its columns are %s; the layouts are %s, see docs/formats/tasks.md"
                .formatted(found, labels())
            : "may be of the layouts %s by its columns %s; say which with --layout"
                .formatted(
                    fitting.stream().map(TaskLayout::label).collect(Collectors.joining(" and ")),
                    found));
  }
}
