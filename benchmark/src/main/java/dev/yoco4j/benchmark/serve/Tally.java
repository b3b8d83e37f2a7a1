package dev.yoco4j.benchmark.serve;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// How the visits of a mixed load ended. Safe for use by several threads.
final class Tally {
  private static final int MOST_FAILURES = 20;

  private final Map<Visit, Long> done = new EnumMap<>(Visit.class);
  private final Map<String, Long> failures = new LinkedHashMap<>();
  private long busy;
  private long failed;

  synchronized void add(Visit visit, SoakClient.Outcome outcome) {
    switch (outcome) {
      case DONE -> done.merge(visit, 1L, Long::sum);
      case BUSY -> busy++;
    }
  }

  synchronized void fail(Visit visit, RuntimeException failure) {
    failed++;
    String message = visit.label() + ": " + failure.getMessage();
    if (failures.size() < MOST_FAILURES || failures.containsKey(message)) {
      failures.merge(message, 1L, Long::sum);
    }
  }

  synchronized Map<Visit, Long> done() {
    return new EnumMap<>(done);
  }

  synchronized Map<String, Long> failures() {
    return new LinkedHashMap<>(failures);
  }

  synchronized long busy() {
    return busy;
  }

  synchronized long failed() {
    return failed;
  }
}
