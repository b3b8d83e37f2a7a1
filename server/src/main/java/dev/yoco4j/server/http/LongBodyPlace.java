package dev.yoco4j.server.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// A place among the few that may have a long body at a time: until it is understood, it takes many
/// times its bytes of Java's heap, and who has no heap left answers nobody.
///
/// Others wait with what they have read so far, and their clients with them.
final class LongBodyPlace implements AutoCloseable {
  /// Most bodies are shorter, and never wait.
  static final int LONG_BYTES = 1 << 20;

  private static final int AT_ONCE = 2;
  private static final Semaphore PLACES = new Semaphore(AT_ONCE, true);

  private final Duration patience;
  private boolean taken;

  /// No place yet.
  ///
  /// @param patience how long to wait for one
  LongBodyPlace(Duration patience) {
    this.patience = patience;
  }

  /// Takes a place if the body is a long one by now.
  ///
  /// @param bytes that have arrived
  /// @throws ApiError 503 if none became free
  void need(int bytes) {
    if (!taken && bytes > LONG_BYTES) {
      taken = isFreeInTime();
      if (!taken) {
        throw ApiError.unavailable("busy", "other long bodies are being read; send it again later");
      }
    }
  }

  private boolean isFreeInTime() {
    try {
      return PLACES.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    if (taken) {
      taken = false;
      PLACES.release();
    }
  }
}
