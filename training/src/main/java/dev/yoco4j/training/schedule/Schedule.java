package dev.yoco4j.training.schedule;

/// The learning rate over a run, as a factor on its peak.
///
/// Each begins with a linear warm-up over some steps; what follows depends on the fraction of the
/// run that is done, `p` in `[0, 1]`, so that runs bounded by time have schedules too.
public sealed interface Schedule {
  /// Steps over which the rate rises from near 0 to its peak.
  ///
  /// @return steps, 0 or more
  int warmupSteps();

  /// The factor after the warm-up.
  ///
  /// @param done fraction of the run that is done, in `[0, 1]`
  /// @return in `[0, 1]`
  double afterWarmup(double done);

  /// The factor of one step.
  ///
  /// @param step the step, from 0
  /// @param done fraction of the run that is done, in `[0, 1]`
  /// @return in `(0, 1]` while warming up, then in `[0, 1]`
  default double factor(long step, double done) {
    double later = afterWarmup(Math.clamp(done, 0.0, 1.0));
    return step < warmupSteps() ? later * (step + 1) / warmupSteps() : later;
  }

  /// Falls on a straight line, as in the paper: from 1 to `last`.
  ///
  /// @param warmupSteps see [#warmupSteps]
  /// @param last factor at the end
  record Linear(int warmupSteps, double last) implements Schedule {
    /// Checks the bounds.
    public Linear {
      Bounds.check(warmupSteps, last);
    }

    @Override
    public double afterWarmup(double done) {
      return 1 + (last - 1) * done;
    }
  }

  /// Falls along half a cosine from 1 to `last`.
  ///
  /// @param warmupSteps see [#warmupSteps]
  /// @param last factor at the end
  record Cosine(int warmupSteps, double last) implements Schedule {
    /// Checks the bounds.
    public Cosine {
      Bounds.check(warmupSteps, last);
    }

    @Override
    public double afterWarmup(double done) {
      return last + (1 - last) * (1 + Math.cos(Math.PI * done)) / 2;
    }
  }

  /// Stays at 1 and falls on a straight line to `last` over the end of the run.
  ///
  /// @param warmupSteps see [#warmupSteps]
  /// @param last factor at the end
  /// @param decayFraction part of the run over which it falls, above 0 and at most 1
  record WarmupStableDecay(int warmupSteps, double last, double decayFraction) implements Schedule {
    /// Checks the bounds.
    public WarmupStableDecay {
      Bounds.check(warmupSteps, last);
      if (!(decayFraction > 0 && decayFraction <= 1)) {
        throw new IllegalArgumentException(
            "decay fraction must be above 0 and at most 1, was " + decayFraction);
      }
    }

    @Override
    public double afterWarmup(double done) {
      double falling = Math.max(0, done - (1 - decayFraction)) / decayFraction;
      return 1 + (last - 1) * falling;
    }
  }
}
