package dev.yoco4j.inference;

/// A request can never fit, however long it waits.
///
/// The message has the numbers and what to change.
public final class RequestTooLargeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final int promptTokens;
  private final long limitTokens;
  private final String remedy;

  /// Says so.
  ///
  /// @param problem what does not fit, with the numbers
  /// @param promptTokens tokens to be taken in, those said before in a session included
  /// @param limitTokens tokens that a sequence may have, prompt and answer together
  /// @param remedy what to change
  public RequestTooLargeException(
      String problem, int promptTokens, long limitTokens, String remedy) {
    super(problem + remedy);
    this.promptTokens = promptTokens;
    this.limitTokens = limitTokens;
    this.remedy = remedy;
  }

  /// Tokens to be taken in, those said before in a session included.
  ///
  /// @return their number
  public int promptTokens() {
    return promptTokens;
  }

  /// Tokens that a sequence may have, prompt and answer together.
  ///
  /// @return their number
  public long limitTokens() {
    return limitTokens;
  }

  /// What to change.
  ///
  /// @return a phrase
  public String remedy() {
    return remedy;
  }
}
