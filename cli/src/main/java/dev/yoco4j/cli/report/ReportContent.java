package dev.yoco4j.cli.report;

import java.util.List;

/// All that a report shows.
///
/// @param title of the page
/// @param run what was trained
/// @param curve how its loss went
/// @param completion what it wrote
/// @param comparison what its cache costs
/// @param next what to try next
public record ReportContent(
    String title,
    RunFacts run,
    LossCurve curve,
    Completion completion,
    Comparison comparison,
    List<NextCommand> next) {
  /// Copies the list.
  public ReportContent {
    next = List.copyOf(next);
  }
}
