package dev.yoco4j.cli;

/// Sizes for people; scripts get exact numbers.
final class Units {
  private static final String[] NAMES = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Units() {}

  /// Bytes in the largest binary unit that keeps the number above 1.
  static String bytes(long bytes) {
    double size = bytes;
    int unit = 0;
    while (size >= 1024 && unit < NAMES.length - 1) {
      size /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " B" : "%.2f %s".formatted(size, NAMES[unit]);
  }
}
