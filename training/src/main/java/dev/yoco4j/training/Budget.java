package dev.yoco4j.training;

import java.time.Duration;

/// How long a run goes on.
public sealed interface Budget {
  /// A number of optimizer steps.
  ///
  /// @param steps at least 1
  record Steps(long steps) implements Budget {
    /// Checks the bound.
    public Steps {
      if (steps < 1) {
        throw new IllegalArgumentException("steps must be at least 1, was " + steps);
      }
    }
  }

  /// Time spent in steps; how many these are depends on the machine.
  ///
  /// @param duration above zero
  record Time(Duration duration) implements Budget {
    /// Checks the bound.
    public Time {
      if (!duration.isPositive()) {
        throw new IllegalArgumentException(
            "minutes must be above 0, was " + duration.toMillis() / 60000.0);
      }
    }
  }

  /// The fraction that is done of a run, or of its last stage where its context was extended.
  ///
  /// @param state how far the run is
  /// @return 0 at the start, 1 or more at the end
  default double done(TrainingState state) {
    return switch (this) {
      case Steps(long steps) -> (double) state.stageSteps() / steps;
      case Time(Duration duration) -> state.stageSeconds() * 1e9 / duration.toNanos();
    };
  }
}
