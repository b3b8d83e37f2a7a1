package dev.yoco4j.cli.report;

import java.util.Locale;

/// Numbers for people, with three significant digits and their unit.
public final class Quantities {
  private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  private static final String[] COUNTS = {"", "K", "M", "B", "T"};

  private Quantities() {}

  /// Bytes, in the largest unit of 1024 that keeps the number at 1 or more.
  ///
  /// @param bytes how many
  /// @return `512 B`, `1.50 MiB`, `24.0 GiB`
  public static String bytes(long bytes) {
    return scaled(bytes, 1024, BYTES, " ");
  }

  /// How many of something, in thousands.
  ///
  /// @param count how many
  /// @return `512`, `8.41M`, `2.83B`
  public static String count(long count) {
    return scaled(count, 1000, COUNTS, "");
  }

  /// A length of context, which is a power of two more often than not.
  ///
  /// @param tokens how many
  /// @return `1K`, `64K`, `1M`; `1,000` where it is no multiple of 1024
  public static String context(long tokens) {
    if (tokens > 0 && tokens % (1 << 20) == 0) {
      return format("%,dM", tokens >> 20);
    }
    return tokens > 0 && tokens % (1 << 10) == 0
        ? format("%,dK", tokens >> 10)
        : format("%,d", tokens);
  }

  /// A time, in the unit that reads best.
  ///
  /// @param seconds how long
  /// @return `3.20 ms`, `120 ms`, `1.25 s`, `2.10 min`, `3.40 h`
  public static String seconds(double seconds) {
    if (seconds < 0.9995) {
      return significant(seconds * 1e3) + " ms";
    }
    if (seconds < 99.95) {
      return significant(seconds) + " s";
    }
    return seconds < 7200 ? significant(seconds / 60) + " min" : significant(seconds / 3600) + " h";
  }

  /// How many times one is the other.
  ///
  /// @param large what is divided
  /// @param small by what, above zero
  /// @return `11.8x`
  public static String ratio(double large, double small) {
    return significant(large / small) + "x";
  }

  private static String scaled(long number, int base, String[] units, String space) {
    double scaled = number;
    int unit = 0;
    while (scaled >= base - 0.5 && unit < units.length - 1) {
      scaled /= base;
      unit++;
    }
    String digits = unit == 0 ? Long.toString(number) : significant(scaled);
    return digits + (units[unit].isEmpty() ? "" : space + units[unit]);
  }

  private static String significant(double number) {
    double size = Math.abs(number);
    String pattern = size < 9.995 ? "%,.2f" : size < 99.95 ? "%,.1f" : "%,.0f";
    return format(pattern, number);
  }

  private static String format(String pattern, Object number) {
    return String.format(Locale.ROOT, pattern, number);
  }
}
