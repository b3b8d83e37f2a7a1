package dev.yoco4j.cli.progress;

import java.util.Optional;
import java.util.function.LongSupplier;

/// Lines that stay: of the statuses one every few seconds, and the last.
final class LineView implements View {
  private static final long PAUSE_NANOS = 5_000_000_000L;

  private final Output output;
  private final Signs signs;
  private final LongSupplier clock;
  private Optional<Status> waiting = Optional.empty();
  private long lastWritten;
  private boolean closed;

  LineView(Screen.Lines screen, LongSupplier clock) {
    this.clock = clock;
    output = new Output(screen.out());
    signs = Signs.of(screen.out().charset());
    lastWritten = clock.getAsLong() - PAUSE_NANOS;
  }

  @Override
  public Signs signs() {
    return signs;
  }

  @Override
  public synchronized void show(Status status) {
    if (closed) {
      return;
    }
    waiting = Optional.of(status);
    if (clock.getAsLong() - lastWritten >= PAUSE_NANOS) {
      writeWaiting();
    }
  }

  /// Behind the status that led to it.
  @Override
  public synchronized void tell(String line) {
    writeWaiting();
    write(line);
  }

  @Override
  public synchronized void close() {
    closed = true;
    writeWaiting();
  }

  private void writeWaiting() {
    if (waiting.isPresent()) {
      write(waiting.get().line(signs));
      waiting = Optional.empty();
      lastWritten = clock.getAsLong();
    }
  }

  private void write(String line) {
    output.write(line + System.lineSeparator());
  }
}
