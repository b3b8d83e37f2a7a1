package dev.yoco4j.benchmark.serve;

import dev.yoco4j.model.layer.Checks;
import java.time.Duration;

/// Mixed load for a while.
///
/// @param time how long
/// @param clients that ask at the same time
/// @param batch sequences that the server lets generate together
/// @param positions that the server takes, prompt and answer together
/// @param vocabulary that prompts are made of
/// @param seed of what is asked
public record SoakPlan(
    Duration time, int clients, int batch, int positions, Vocabulary vocabulary, long seed) {
  private static final int SAMPLES = 360;

  /// The least positions that let the load be what it is.
  public static final int LEAST_POSITIONS = 1024;

  /// Checks the bounds.
  public SoakPlan {
    Checks.atLeastOne("milliseconds", time.toMillis());
    Checks.atLeastOne("clients", clients);
    Checks.atLeastOne("batch", batch);
    if (positions < LEAST_POSITIONS) {
      throw new IllegalArgumentException(
          "positions must be at least %d, was %d".formatted(LEAST_POSITIONS, positions));
    }
  }

  /// Time between two samples.
  ///
  /// @return at least a hundredth of a second, at most what makes 360 of them
  Duration interval() {
    return Duration.ofMillis(Math.max(10, time.toMillis() / SAMPLES));
  }
}
