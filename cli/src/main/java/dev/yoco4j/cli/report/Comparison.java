package dev.yoco4j.cli.report;

import java.util.List;

/// A YOCO beside the Transformer of equal size.
///
/// @param yoco the one
/// @param transformer the other
/// @param setting what holds for all rows, such as `one sequence, cache in float32`
/// @param computation how times that were not measured came about, such as `operations at the speed
///   measured at 8K`
/// @param rows by length of context, the shortest first; at least one
public record Comparison(
    ModelSize yoco,
    ModelSize transformer,
    String setting,
    String computation,
    List<ComparisonRow> rows) {
  /// Checks and copies the rows.
  public Comparison {
    rows = List.copyOf(rows);
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("rows must be at least 1, was 0");
    }
  }

  /// Whether any time was not measured.
  boolean computes() {
    return rows.stream()
        .anyMatch(row ->
            row.yocoPrefill() instanceof Timing.Computed
                || row.transformerPrefill() instanceof Timing.Computed);
  }

  /// Who is compared, and how.
  String heading() {
    return "%s (%s parameters) beside %s (%s parameters), %s"
        .formatted(
            yoco.name(),
            Quantities.count(yoco.parameters()),
            transformer.name(),
            Quantities.count(transformer.parameters()),
            setting);
  }
}
