package dev.yoco4j.cli.progress;

import dev.yoco4j.training.data.TokenProgress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/// Shows how far the text of a corpus has been turned into tokens.
public final class TokenisingProgress implements TokenProgress, AutoCloseable {
  private final View view;
  private final LongSupplier clock;
  private final long start;

  private TokenisingProgress(View view, LongSupplier clock) {
    this.view = view;
    this.clock = clock;
    start = clock.getAsLong();
  }

  /// Opens a display; the time left is reckoned from here.
  ///
  /// @param screen where to
  /// @return the display, still empty
  public static TokenisingProgress open(Screen screen) {
    return open(screen, System::nanoTime);
  }

  static TokenisingProgress open(Screen screen, LongSupplier clock) {
    return new TokenisingProgress(View.on(screen, clock), clock);
  }

  @Override
  public void at(long documents, long bytes, long totalBytes) {
    view.show(
        new Status(
            List.of(
                String.format(
                    Locale.ROOT, "tokenised %,d document%s", documents, documents == 1 ? "" : "s"),
                String.format(Locale.ROOT, "%,.1f of %,.1f MB", bytes / 1e6, totalBytes / 1e6)),
            totalBytes > 0
                ? OptionalDouble.of((double) bytes / totalBytes)
                : OptionalDouble.empty(),
            Duration.ofNanos(clock.getAsLong() - start)));
  }

  /// Leaves the last status as a line; does nothing the second time.
  @Override
  public void close() {
    view.close();
  }
}
