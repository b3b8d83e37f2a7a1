package dev.yoco4j.benchmark.inference;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// What a model took so far, and so may take for more.
///
/// Times follow the floors, times what was last measured over them. Memory beside weights and past
/// goes on growing with the length as it did between the last two.
final class Pace {
  private static final long LEAST_REST = 256L << 20;

  private final Floors floors;
  private final NavigableMap<Long, Long> rest = new TreeMap<>();
  private double prefillOverFloor = 1;
  private double stepOverFloor = 1;

  Pace(Floors floors) {
    this.floors = floors;
  }

  void prefilled(long length, double seconds, MemoryUse memory) {
    prefillOverFloor = seconds / floors.prefillSeconds(length);
    memory.rest().ifPresent(bytes -> rest.merge(length, bytes, Math::max));
  }

  void decoded(long length, long batch, double stepSeconds) {
    stepOverFloor = stepSeconds / floors.decodeSeconds(length, batch);
  }

  double prefillSeconds(long length) {
    return floors.prefillSeconds(length) * prefillOverFloor;
  }

  double stepSeconds(long length, long batch) {
    return floors.decodeSeconds(length, batch) * stepOverFloor;
  }

  /// Bytes beside weights and past, at least 256 MiB.
  long restBytes(long length) {
    if (rest.isEmpty()) {
      return LEAST_REST;
    }
    Map.Entry<Long, Long> last = rest.lastEntry();
    Map.Entry<Long, Long> before = rest.lowerEntry(last.getKey());
    double perPosition =
        before == null
            ? 0
            : (double) (last.getValue() - before.getValue())
                / (double) (last.getKey() - before.getKey());
    double bytes = last.getValue() + Math.max(0, perPosition) * (length - last.getKey());
    return Math.max(LEAST_REST, (long) bytes);
  }
}
