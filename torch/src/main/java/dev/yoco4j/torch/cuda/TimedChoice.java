package dev.yoco4j.torch.cuda;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.OptionalDouble;

/// Finds the fastest of several ways to do the same while it is done: each way is taken a few times
/// and timed, then the one with the least median is taken always.
final class TimedChoice {
  /// Enough that one call that loads code, or is disturbed, decides nothing.
  static final int SAMPLES = 5;

  /// A call under way.
  interface Timing {
    /// How long it took.
    ///
    /// @return any unit, empty while it is under way
    OptionalDouble elapsed();
  }

  private record Pending(int way, Timing timing) {}

  private final double[][] samples;
  private final int[] finished;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private int started;
  private int best;

  /// Starts without knowing.
  ///
  /// @param ways at least 1
  TimedChoice(int ways) {
    samples = new double[ways][SAMPLES];
    finished = new int[ways];
    started = ways == 1 ? SAMPLES : 0;
  }

  /// Whether the next call's time is wanted.
  boolean wantsTime() {
    return started < samples.length * SAMPLES && samples.length > 1;
  }

  /// What to do next.
  ///
  /// @return index of a way
  int next() {
    collect();
    return wantsTime() ? started % samples.length : best;
  }

  /// Takes the time of the way that was next.
  ///
  /// @param timing of its call
  void started(Timing timing) {
    pending.add(new Pending(started % samples.length, timing));
    started++;
  }

  private void collect() {
    while (!pending.isEmpty()) {
      Pending first = pending.getFirst();
      OptionalDouble elapsed = first.timing().elapsed();
      if (elapsed.isEmpty()) {
        return;
      }
      pending.removeFirst();
      samples[first.way()][finished[first.way()]++] = elapsed.getAsDouble();
      if (pending.isEmpty() && !wantsTime()) {
        decide();
      }
    }
  }

  private void decide() {
    for (int way = 1; way < samples.length; way++) {
      if (median(way) < median(best)) {
        best = way;
      }
    }
  }

  private double median(int way) {
    double[] sorted = samples[way].clone();
    Arrays.sort(sorted);
    return sorted[SAMPLES / 2];
  }
}
