package dev.yoco4j.benchmark.serve;

import java.util.Collection;

/// How a time is distributed: each is the least that so many in a hundred do not exceed.
///
/// @param p50 of half of them
/// @param p90 of nine in ten
/// @param p99 of ninety-nine in a hundred
/// @param greatest of all
/// @param count how many there are
public record Percentiles(double p50, double p90, double p99, double greatest, int count) {
  /// Sums measurements up.
  ///
  /// @param values in any order
  /// @return all zero if there are none
  public static Percentiles of(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Percentiles(
        at(sorted, 50), at(sorted, 90), at(sorted, 99), at(sorted, 100), sorted.length);
  }

  private static double at(double[] sorted, int percent) {
    int rank = Math.ceilDiv(sorted.length * percent, 100);
    return rank == 0 ? 0 : sorted[rank - 1];
  }
}
