package dev.yoco4j.cli.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/// Round numbers along an axis.
///
/// @param step between two of them: 1, 2 or 5 times a power of ten
/// @param first multiple of the step, at or below the least value
/// @param last multiple of the step, at or above the greatest value
record Ticks(double step, long first, long last) {
  /// Covers a range with about so many of them.
  static Ticks over(double least, double greatest, int about) {
    double range = greatest > least ? greatest - least : Math.max(1, Math.abs(least));
    double rough = range / about;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double factor = rough / power;
    double step = power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
    long first = (long) Math.floor(least / step + 1e-9);
    long last = (long) Math.ceil(greatest / step - 1e-9);
    return new Ticks(step, first, Math.max(last, first + 1));
  }

  double least() {
    return first * step;
  }

  double greatest() {
    return last * step;
  }

  List<Double> values() {
    return LongStream.rangeClosed(first, last).mapToObj(i -> i * step).toList();
  }

  String label(double value) {
    int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
