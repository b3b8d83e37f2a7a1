package dev.yoco4j.cli.report;

import dev.yoco4j.benchmark.context.ContextResults;
import dev.yoco4j.benchmark.context.ContextRow;
import java.util.List;
import java.util.Locale;

/// What saving and restoring contexts takes, for the terminal.
public final class ContextText {
  private ContextText() {}

  /// Lays the table out.
  ///
  /// @param results what was found
  /// @return lines that end with a line feed
  public static String of(ContextResults results) {
    Table table =
        new Table(
            "Contexts in files; medians of " + results.plan().repetitions(),
            List.of(
                "context",
                "model",
                "prefill",
                "file",
                "saved",
                "restored",
                "least",
                "greatest",
                "rate",
                "next token"),
            results.rows().stream().map(ContextText::cells).toList());
    StringBuilder text = new StringBuilder();
    results
        .bus()
        .ifPresent(rate ->
            text.append("bus: pinned memory reaches the GPU at ")
                .append(rate(rate))
                .append("\n\n"));
    return text.append(table.title()).append('\n').append(table.text()).toString();
  }

  private static List<String> cells(ContextRow row) {
    return List.of(
        Quantities.context(row.length()),
        row.model(),
        Quantities.seconds(row.prefill()),
        Quantities.bytes(row.bytes()),
        Quantities.seconds(row.save().median()),
        Quantities.seconds(row.restore().median()),
        Quantities.seconds(row.restore().least()),
        Quantities.seconds(row.restore().greatest()),
        rate(row.restoredPerSecond()),
        Quantities.seconds(row.next().median()));
  }

  private static String rate(double bytesPerSecond) {
    return String.format(Locale.ROOT, "%.1f GB/s", bytesPerSecond / 1e9);
  }
}
