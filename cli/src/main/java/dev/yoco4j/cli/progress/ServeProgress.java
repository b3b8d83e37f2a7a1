package dev.yoco4j.cli.progress;

import dev.yoco4j.benchmark.serve.ServeListener;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// Shows which part of a benchmark of a server is measured.
///
/// Parts take times of their own, so no time left is reckoned.
public final class ServeProgress implements ServeListener, AutoCloseable {
  private final View view;

  private ServeProgress(View view) {
    this.view = view;
  }

  /// Opens a display.
  ///
  /// @param screen where to
  /// @return the display, still empty
  public static ServeProgress open(Screen screen) {
    return new ServeProgress(View.on(screen, System::nanoTime));
  }

  @Override
  public void measuring(String part, long done, long total) {
    view.show(
        new Status(
            List.of(String.format(Locale.ROOT, "%,d of %,d", done, total), part),
            OptionalDouble.empty(),
            Duration.ZERO));
  }

  /// Leaves the last status as a line; does nothing the second time.
  @Override
  public void close() {
    view.close();
  }
}
