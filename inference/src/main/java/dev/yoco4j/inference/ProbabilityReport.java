package dev.yoco4j.inference;

/// Whose log-probabilities a request is told.
///
/// Those of the prompt cost what early exit and reuse save: every position goes through the whole
/// model, and nothing that an earlier request left in memory can stand for it.
///
/// @param part which tokens
/// @param alternatives how many of the most likely tokens are told beside each, 0 to 20
public record ProbabilityReport(Part part, int alternatives) {
  /// More would be a table of the vocabulary.
  public static final int MOST_ALTERNATIVES = 20;

  private static final ProbabilityReport NONE = new ProbabilityReport(Part.NONE, 0);

  /// Which tokens are told of.
  public enum Part {
    /// None, which costs nothing.
    NONE,
    /// Those that are generated.
    GENERATED,
    /// Those of the prompt, too.
    ALL
  }

  /// Checks the bounds.
  ///
  /// @throws IllegalArgumentException if there are too many alternatives, or too few
  public ProbabilityReport {
    if (alternatives < 0 || alternatives > MOST_ALTERNATIVES) {
      throw new IllegalArgumentException(
          "most likely tokens told beside each must be 0 to %d, were %d"
              .formatted(MOST_ALTERNATIVES, alternatives));
    }
  }

  /// Nothing is told.
  ///
  /// @return the report of those who do not ask
  public static ProbabilityReport none() {
    return NONE;
  }

  /// Generated tokens are told of.
  ///
  /// @param alternatives 0 to 20
  /// @return the report
  public static ProbabilityReport generated(int alternatives) {
    return new ProbabilityReport(Part.GENERATED, alternatives);
  }

  /// Tokens of the prompt and generated ones are told of.
  ///
  /// @param alternatives 0 to 20
  /// @return the report
  public static ProbabilityReport all(int alternatives) {
    return new ProbabilityReport(Part.ALL, alternatives);
  }
}
