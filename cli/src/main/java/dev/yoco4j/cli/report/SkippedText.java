package dev.yoco4j.cli.report;

import dev.yoco4j.benchmark.inference.Skipped;

/// A measurement that was not made, as a line.
public final class SkippedText {
  private SkippedText() {}

  /// Says what and why.
  ///
  /// @param skipped a measurement
  /// @return `transformer-30m in bfloat16 at 1M: its prefill would take ...`
  public static String of(Skipped skipped) {
    String batch =
        skipped.batch().isPresent() ? " with a batch of " + skipped.batch().getAsLong() : "";
    return "%s in %s at %s%s: %s"
        .formatted(
            skipped.model(),
            skipped.precision().label(),
            Quantities.context(skipped.length()),
            batch,
            skipped.reason());
  }
}
