package dev.yoco4j.server.http;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Wakes a thread that waits for a client for too long: the connection is closed by that.
///
/// Helidon's sockets know no time limit for reads. For use by one thread, whose interrupts are
/// cleared by [#close] if they came from here.
final class ReadDeadline implements AutoCloseable {
  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("yoco-read-deadlines").daemon().factory());

  private final Thread reader = Thread.currentThread();
  private final Future<?> alarm;
  private boolean over;
  private boolean passed;

  /// @param patience from now on
  ReadDeadline(Duration patience) {
    alarm = CLOCK.schedule(this::pass, patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  private synchronized void pass() {
    if (!over) {
      passed = true;
      reader.interrupt();
    }
  }

  /// Whether the thread was woken.
  synchronized boolean isPassed() {
    return passed;
  }

  @Override
  public synchronized void close() {
    over = true;
    boolean _ = alarm.cancel(false);
    if (passed) {
      boolean _ = Thread.interrupted();
    }
  }
}
