package dev.yoco4j.benchmark.serve;

import java.util.Arrays;
import java.util.List;

/// Whether a number grows while time goes on.
///
/// @param firstThird median of the first third of the samples
/// @param lastThird median of the last third
/// @param slopePerHour of the line through the samples behind the first third, by least squares:
///   what fills at the beginning is not growth
public record Trend(double firstThird, double lastThird, double slopePerHour) {
  private static final double HOUR = 3600;

  /// A number at a moment.
  ///
  /// @param seconds since the beginning
  /// @param value the number
  record Point(double seconds, double value) {}

  /// Sums samples up.
  ///
  /// @param points in the order of time, at least one
  static Trend of(List<Point> points) {
    int size = points.size();
    int third = Math.max(1, size / 3);
    return new Trend(
        median(points.subList(0, third)),
        median(points.subList(size - third, size)),
        HOUR * slope(points.subList(size / 3, size)));
  }

  private static double median(List<Point> points) {
    double[] sorted = points.stream().mapToDouble(Point::value).toArray();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static double slope(List<Point> points) {
    double time = points.stream().mapToDouble(Point::seconds).average().orElse(0);
    double value = points.stream().mapToDouble(Point::value).average().orElse(0);
    double above = 0;
    double below = 0;
    for (Point point : points) {
      above += (point.seconds() - time) * (point.value() - value);
      below += (point.seconds() - time) * (point.seconds() - time);
    }
    return below == 0 ? 0 : above / below;
  }
}
