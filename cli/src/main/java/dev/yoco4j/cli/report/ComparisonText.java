package dev.yoco4j.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A comparison as a table for the terminal, in ASCII.
public final class ComparisonText {
  private static final String GAP = "   ";
  private static final int CONTEXT = 0;
  private static final int CACHE = 1;
  private static final int PREFILL = 4;
  private static final int COLUMNS = 7;

  private ComparisonText() {}

  /// Lays out the table.
  ///
  /// @param comparison what to show
  /// @return lines that end with a line feed; computed times have a `*`, which the last line
  ///   explains
  public static String of(Comparison comparison) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "context", "this model", "Transformer", "ratio", "this model", "Transformer", "ratio"));
    comparison.rows().forEach(row -> rows.add(cells(row, comparison.computes())));
    int[] widths =
        IntStream.range(0, COLUMNS)
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    StringBuilder table = new StringBuilder(legend(comparison));
    table.append('\n').append(groups(widths)).append('\n');
    rows.forEach(row -> table.append(line(row, widths)).append('\n'));
    if (comparison.computes()) {
      table.append("\n* computed, not measured: ").append(comparison.computation()).append('\n');
    }
    return table.toString();
  }

  private static String legend(Comparison comparison) {
    return """
    this model    %s, %s parameters
    Transformer   %s, %s parameters
    both          %s
    """
        .formatted(
            comparison.yoco().name(),
            Quantities.count(comparison.yoco().parameters()),
            comparison.transformer().name(),
            Quantities.count(comparison.transformer().parameters()),
            comparison.setting());
  }

  private static List<String> cells(ComparisonRow row, boolean marks) {
    return List.of(
        Quantities.context(row.context()),
        Quantities.bytes(row.yocoBytes()),
        Quantities.bytes(row.transformerBytes()),
        row.bytesRatio(),
        time(row.yocoPrefill(), marks),
        time(row.transformerPrefill(), marks),
        row.prefillRatio());
  }

  /// Measured times keep the place of the mark free, so that digits stand below digits.
  private static String time(Timing timing, boolean marks) {
    String mark =
        switch (timing) {
          case Timing.Measured _ -> marks ? "  " : "";
          case Timing.Computed _ -> " *";
        };
    return Quantities.seconds(timing.seconds()) + mark;
  }

  private static String groups(int[] widths) {
    return " ".repeat(widths[CONTEXT])
        + GAP
        + ruled("cache", span(widths, CACHE))
        + GAP
        + ruled("prefill", span(widths, PREFILL));
  }

  private static int span(int[] widths, int first) {
    return widths[first] + widths[first + 1] + widths[first + 2] + 2 * GAP.length();
  }

  private static String ruled(String title, int width) {
    int dashes = width - title.length() - 2;
    return "-".repeat(dashes / 2) + " " + title + " " + "-".repeat(dashes - dashes / 2);
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      String cell = cells.get(column);
      line.append(column == 0 ? "" : GAP)
          .append(" ".repeat(widths[column] - cell.length()))
          .append(cell);
    }
    return line.toString().stripTrailing();
  }
}
