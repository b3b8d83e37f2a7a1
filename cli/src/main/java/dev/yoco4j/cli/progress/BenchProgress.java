package dev.yoco4j.cli.progress;

import dev.yoco4j.benchmark.inference.InferenceListener;
import dev.yoco4j.benchmark.inference.Skipped;
import dev.yoco4j.cli.report.Quantities;
import dev.yoco4j.cli.report.SkippedText;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// Shows which repetition of which model a benchmark is at, and what it skips.
///
/// Later repetitions are longer than earlier ones, so no time left is reckoned.
public final class BenchProgress implements InferenceListener, AutoCloseable {
  private final View view;

  private BenchProgress(View view) {
    this.view = view;
  }

  /// Opens a display.
  ///
  /// @param screen where to
  /// @return the display, still empty
  public static BenchProgress open(Screen screen) {
    return new BenchProgress(View.on(screen, System::nanoTime));
  }

  @Override
  public void measuring(String model, long length, long done, long total) {
    view.show(
        new Status(
            List.of(
                String.format(Locale.ROOT, "run %,d of %,d", done + 1, total),
                model + " at " + Quantities.context(length)),
            OptionalDouble.empty(),
            Duration.ZERO));
  }

  @Override
  public void skipped(Skipped skipped) {
    view.tell("skipped: " + SkippedText.of(skipped));
  }

  /// Leaves the last status as a line; does nothing the second time.
  @Override
  public void close() {
    view.close();
  }
}
