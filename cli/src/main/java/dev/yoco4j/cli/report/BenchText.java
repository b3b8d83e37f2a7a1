package dev.yoco4j.cli.report;

import dev.yoco4j.benchmark.inference.Ceilings;
import dev.yoco4j.benchmark.inference.InferenceResults;
import dev.yoco4j.torch.Precision;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/// The results of a benchmark for the terminal, in ASCII.
public final class BenchText {
  private BenchText() {}

  /// Lays the tables out.
  ///
  /// @param results what was found
  /// @return lines that end with a line feed
  public static String of(InferenceResults results) {
    BenchTables tables = new BenchTables(results);
    StringBuilder text = new StringBuilder(String.join("\n", ceilings(results))).append('\n');
    if (!results.rows().isEmpty()) {
      for (Table table : List.of(tables.prefill(), tables.decode(), tables.memory())) {
        text.append('\n').append(titled(table));
      }
    }
    if (!results.ratios().isEmpty()) {
      text.append('\n').append(titled(tables.ratios()));
    }
    if (!results.skipped().isEmpty()) {
      text.append("\nNot measured:\n")
          .append(
              results.skipped().stream()
                  .map(skipped -> "  " + SkippedText.of(skipped) + "\n")
                  .collect(Collectors.joining()));
    }
    return text.toString();
  }

  /// What the floors are made of, a line for each precision.
  static List<String> ceilings(InferenceResults results) {
    return results.plan().precisions().stream().map(p -> ceiling(results, p)).toList();
  }

  private static String ceiling(InferenceResults results, Precision precision) {
    Ceilings ceilings = Objects.requireNonNull(results.ceilings().get(precision));
    return String.format(
        Locale.ROOT,
        "%s on %s: matrix product %.0f GFLOP/s, memory read at %.1f GB/s",
        precision.label(),
        results.plan().device().label(),
        ceilings.operationsPerSecond() / 1e9,
        ceilings.bytesPerSecond() / 1e9);
  }

  private static String titled(Table table) {
    return table.title() + "\n" + table.text();
  }
}
