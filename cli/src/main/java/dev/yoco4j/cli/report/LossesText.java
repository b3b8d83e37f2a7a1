package dev.yoco4j.cli.report;

import java.util.List;
import java.util.Locale;

/// The losses that several runs came to, as a table.
public final class LossesText {
  private static final List<String> HEAD =
      List.of("run", "", "steps", "tokens", "training loss", "validation loss");

  private LossesText() {}

  /// A line for each run.
  ///
  /// @param runs at least one
  /// @return lines
  public static String of(List<RunLosses> runs) {
    return new Table("losses", HEAD, runs.stream().map(LossesText::row).toList()).text();
  }

  private static List<String> row(RunLosses run) {
    TrainingPoint last = run.curve().lastSmoothed().orElseThrow();
    return List.of(
        run.name(),
        "",
        String.format(Locale.ROOT, "%,d", last.step()),
        String.format(Locale.ROOT, "%,d", last.tokens()),
        nats(last.loss()),
        run.curve().lastValidation().map(validation -> nats(validation.loss())).orElse("-"));
  }

  private static String nats(double loss) {
    return String.format(Locale.ROOT, "%.3f", loss);
  }
}
