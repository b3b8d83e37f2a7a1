package dev.yoco4j.cli.report;

/// Tokens in a unit that keeps the numbers on an axis short.
///
/// @param unit tokens in one unit
/// @param title what the axis counts
record TokenAxis(double unit, String title) {
  static TokenAxis upTo(long tokens) {
    if (tokens < 10_000) {
      return new TokenAxis(1, "tokens trained on");
    }
    if (tokens < 2_000_000) {
      return new TokenAxis(1e3, "tokens trained on, thousands");
    }
    return tokens < 2_000_000_000L
        ? new TokenAxis(1e6, "tokens trained on, millions")
        : new TokenAxis(1e9, "tokens trained on, billions");
  }

  double at(long tokens) {
    return tokens / unit;
  }
}
