package dev.yoco4j.cli.report;

/// How long something takes, and how that is known.
public sealed interface Timing {
  /// How long.
  ///
  /// @return seconds, above zero
  double seconds();

  /// It was done and took so long.
  ///
  /// @param seconds above zero
  record Measured(double seconds) implements Timing {
    /// Checks the bound.
    public Measured {
      check(seconds);
    }
  }

  /// It would take too long to try; this follows from its operations and the speed measured.
  ///
  /// @param seconds above zero
  record Computed(double seconds) implements Timing {
    /// Checks the bound.
    public Computed {
      check(seconds);
    }
  }

  private static void check(double seconds) {
    if (!(seconds > 0) || Double.isInfinite(seconds)) {
      throw new IllegalArgumentException("seconds must be above 0 and finite, was " + seconds);
    }
  }
}
