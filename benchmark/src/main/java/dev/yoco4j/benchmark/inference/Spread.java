package dev.yoco4j.benchmark.inference;

import java.util.List;

/// Repeated measurements of one thing.
///
/// @param median the middle one, or the mean of the two in the middle
/// @param least the least
/// @param greatest the greatest
public record Spread(double median, double least, double greatest) {
  /// Sums measurements up.
  ///
  /// @param values at least one
  /// @return their median and bounds
  /// @throws IllegalArgumentException if there is none
  public static Spread of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("values must be at least 1, was 0");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }
}
