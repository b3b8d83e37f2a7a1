package dev.yoco4j.training.schedule;

/// What all schedules require of their settings.
final class Bounds {
  private Bounds() {}

  static void check(int warmupSteps, double last) {
    if (warmupSteps < 0) {
      throw new IllegalArgumentException("warm-up steps must be at least 0, was " + warmupSteps);
    }
    if (!(last >= 0 && last <= 1)) {
      throw new IllegalArgumentException(
          "final factor must be at least 0 and at most 1, was " + last);
    }
  }
}
