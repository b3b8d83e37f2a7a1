package dev.yoco4j.cli.report;

import dev.yoco4j.benchmark.serve.SoakResults;
import dev.yoco4j.benchmark.serve.SoakSample;
import dev.yoco4j.benchmark.serve.Trend;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The results of a soak for the terminal, in ASCII.
public final class SoakText {
  private static final double MIB = 1L << 20;

  private SoakText() {}

  /// Lays the results out.
  ///
  /// @param machine where it ran
  /// @param results what was found
  /// @return lines that end with a line feed
  public static String of(BenchMachine machine, SoakResults results) {
    StringBuilder text = new StringBuilder(machine.line()).append("\n\n").append(visits(results));
    Table memory =
        new Table(
            "Memory: medians, and the slope behind the first third",
            List.of("MiB", "", "first third", "last third", "an hour"),
            List.of(
                cells("process", results.trend(SoakSample::residentBytes)),
                cells("Java heap", results.trend(SoakSample::heapBytes)),
                cells("contexts", results.trend(sample -> sample.engine().pastBytes())),
                cells("the rest", results.trend(SoakSample::otherBytes))));
    text.append('\n').append(memory.title()).append('\n').append(memory.text());
    return text.append('\n').append(end(results)).toString();
  }

  private static String visits(SoakResults results) {
    StringBuilder text = new StringBuilder();
    results
        .visits()
        .forEach((visit, count) ->
            text.append(String.format(Locale.ROOT, "%,9d  %s%n", count, visit.label())));
    text.append(String.format(Locale.ROOT, "%,9d  found the queue full%n", results.busy()));
    text.append(String.format(Locale.ROOT, "%,9d  ended as they should not%n", results.failed()));
    for (Map.Entry<String, Long> failure : results.failures().entrySet()) {
      text.append(String.format(Locale.ROOT, "%,13d  %s%n", failure.getValue(), failure.getKey()));
    }
    return text.toString();
  }

  private static List<String> cells(String name, Trend trend) {
    return List.of(
        name,
        "",
        mebibytes("%,.1f", trend.firstThird()),
        mebibytes("%,.1f", trend.lastThird()),
        mebibytes("%+,.1f", trend.slopePerHour()));
  }

  private static String mebibytes(String format, double bytes) {
    return String.format(Locale.ROOT, format, bytes / MIB);
  }

  private static String end(SoakResults results) {
    return String.format(
        Locale.ROOT,
        """
        Java objects alive: %s before, %s after
        At the end: %d running, %d waiting, %s reserved; %s in %,d snapshots, of %s
        """,
        Quantities.bytes(results.aliveBefore()),
        Quantities.bytes(results.aliveAfter()),
        results.end().running(),
        results.end().waiting(),
        Quantities.bytes(results.end().reservedBytes()),
        Quantities.bytes(results.end().pastBytes()),
        results.end().snapshots(),
        Quantities.bytes(results.end().limitBytes()));
  }
}
