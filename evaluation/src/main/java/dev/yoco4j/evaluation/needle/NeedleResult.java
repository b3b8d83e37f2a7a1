package dev.yoco4j.evaluation.needle;

import java.util.List;
import java.util.function.Predicate;

/// How often the needle was found.
///
/// @param config what was tried
/// @param outcomes every trial's
public record NeedleResult(NeedleConfig config, List<NeedleOutcome> outcomes) {
  /// Copies the list.
  public NeedleResult {
    outcomes = List.copyOf(outcomes);
  }

  /// Some of the trials.
  ///
  /// @param trials how many
  /// @param contained correct as the reference counts
  /// @param exact correct exactly
  /// @param ambiguous trials in which two needles were about the city
  /// @param promptTokens of all prompts together
  /// @param reusedTokens those of them that were in memory
  public record Count(
      long trials,
      long contained,
      long exact,
      long ambiguous,
      long promptTokens,
      long reusedTokens) {
    /// Correct as the reference counts.
    ///
    /// @return fraction of the trials; NaN if there are none
    public double accuracy() {
      return (double) contained / trials;
    }

    /// Correct exactly.
    ///
    /// @return fraction of the trials; NaN if there are none
    public double exactAccuracy() {
      return (double) exact / trials;
    }
  }

  /// The trials of one length and number of needles.
  ///
  /// @param needles how many
  /// @param length tokens
  /// @return their count
  public Count at(int needles, int length) {
    return count(trial -> trial.needles() == needles && trial.length() == length);
  }

  /// The trials of one length, number of needles and depth.
  ///
  /// @param needles how many
  /// @param length tokens
  /// @param step of the depth, from 0
  /// @return their count
  public Count at(int needles, int length, int step) {
    return count(
        trial -> trial.needles() == needles && trial.length() == length && trial.step() == step);
  }

  /// All trials.
  ///
  /// @return their count
  public Count all() {
    return count(_ -> true);
  }

  private Count count(Predicate<NeedleTrial> wanted) {
    List<NeedleOutcome> own =
        outcomes.stream().filter(outcome -> wanted.test(outcome.trial())).toList();
    return new Count(
        own.size(),
        own.stream().filter(NeedleOutcome::isContained).count(),
        own.stream().filter(NeedleOutcome::isExact).count(),
        own.stream().filter(NeedleOutcome::ambiguous).count(),
        own.stream().mapToLong(NeedleOutcome::promptTokens).sum(),
        own.stream().mapToLong(NeedleOutcome::reusedTokens).sum());
  }
}
