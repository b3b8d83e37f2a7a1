package dev.yoco4j.server.metrics;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/// Tokens a second over the last seconds.
final class TokenRate {
  private static final int SECONDS = 5;
  private static final int SLOTS = 16; // a power of two above the seconds

  private final LongSupplier nanos;
  private final AtomicLongArray seconds = new AtomicLongArray(SLOTS);
  private final AtomicLongArray counts = new AtomicLongArray(SLOTS);

  TokenRate(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /// Counts one token; called by the device's thread only.
  void add() {
    long second = second();
    int slot = slot(second);
    if (seconds.get(slot) != second) {
      counts.set(slot, 0);
      seconds.set(slot, second);
    }
    counts.incrementAndGet(slot);
  }

  /// The mean of the last whole seconds.
  double perSecond() {
    long now = second();
    long sum = 0;
    for (long second = now - SECONDS; second < now; second++) {
      sum += seconds.get(slot(second)) == second ? counts.get(slot(second)) : 0;
    }
    return (double) sum / SECONDS;
  }

  private long second() {
    return Math.floorDiv(nanos.getAsLong(), 1_000_000_000L);
  }

  private static int slot(long second) {
    return Math.floorMod(second, SLOTS);
  }
}
