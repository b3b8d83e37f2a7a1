package dev.yoco4j.benchmark.serve;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/// What a soak found.
///
/// @param plan what the load was
/// @param visits that ended as they should, by kind
/// @param busy visits that found the queue full
/// @param failed visits that ended as they should not
/// @param failures what these said, with how many said it
/// @param samples over time, at least one
/// @param aliveBefore bytes of Java objects that a collection leaves, before the load
/// @param aliveAfter the same after it
/// @param end the engine when all visits were over
public record SoakResults(
    SoakPlan plan,
    Map<Visit, Long> visits,
    long busy,
    long failed,
    Map<String, Long> failures,
    List<SoakSample> samples,
    long aliveBefore,
    long aliveAfter,
    EngineGauges end) {
  /// Copies.
  public SoakResults {
    visits = new EnumMap<>(visits);
    failures = new LinkedHashMap<>(failures);
    samples = List.copyOf(samples);
  }

  /// Whether every visit ended as it should, and nothing of them is left.
  ///
  /// @return true if so
  public boolean passed() {
    return failed == 0 && end.isIdle();
  }

  /// How one of the samples' numbers went.
  ///
  /// @param number of a sample
  /// @return its trend
  public Trend trend(ToLongFunction<SoakSample> number) {
    return Trend.of(
        samples.stream()
            .map(sample -> new Trend.Point(sample.seconds(), number.applyAsLong(sample)))
            .toList());
  }
}
