package dev.yoco4j.cli.progress;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/// Shows a task of several phases, each of which counts something, such as the training of a
/// vocabulary.
public final class PhaseProgress implements AutoCloseable {
  private final View view;
  private final LongSupplier clock;
  private String phase = "";
  private long phaseStart;

  private PhaseProgress(View view, LongSupplier clock) {
    this.view = view;
    this.clock = clock;
    phaseStart = clock.getAsLong();
  }

  /// Opens a display; the time left is reckoned from here, and anew in each phase.
  ///
  /// @param screen where to
  /// @return the display, still empty
  public static PhaseProgress open(Screen screen) {
    return open(screen, System::nanoTime);
  }

  static PhaseProgress open(Screen screen, LongSupplier clock) {
    return new PhaseProgress(View.on(screen, clock), clock);
  }

  /// Shows how far a phase is; called on any thread.
  ///
  /// @param counted what the phase counts, as it stands behind a number: `documents counted`
  /// @param done how many so far
  /// @param total how many there will be; empty if nobody knows
  public synchronized void at(String counted, long done, OptionalLong total) {
    if (!counted.equals(phase)) {
      phaseStart = phase.isEmpty() ? phaseStart : clock.getAsLong();
      phase = counted;
    }
    String many = String.format(Locale.ROOT, "%,d", done);
    String of = total.isPresent() ? String.format(Locale.ROOT, " of %,d", total.getAsLong()) : "";
    view.show(
        new Status(
            List.of(many + of + " " + counted),
            total.orElse(0) > 0
                ? OptionalDouble.of((double) done / total.orElseThrow())
                : OptionalDouble.empty(),
            Duration.ofNanos(clock.getAsLong() - phaseStart)));
  }

  /// Writes a line that stays.
  ///
  /// @param line without its end
  public void tell(String line) {
    view.tell(line);
  }

  /// Leaves the last status as a line; does nothing the second time.
  @Override
  public void close() {
    view.close();
  }
}
