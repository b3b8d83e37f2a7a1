package dev.yoco4j.cli.progress;

import java.util.function.LongSupplier;

/// Shows statuses of one task and tells what happened, on any thread.
sealed interface View extends AutoCloseable permits BarView, LineView {
  /// Opens what suits a screen.
  ///
  /// @param screen where to
  /// @param clock nanoseconds, as of [System#nanoTime()]
  static View on(Screen screen, LongSupplier clock) {
    return switch (screen) {
      case Screen.Terminal terminal -> new BarView(terminal);
      case Screen.Lines lines -> new LineView(lines, clock);
    };
  }

  /// The characters that arrive there.
  Signs signs();

  /// Shows how far the task is, now or a little later.
  void show(Status status);

  /// Writes a line that stays.
  void tell(String line);

  @Override
  void close();
}
