package dev.yoco4j.training;

/// Losses or gradients stopped being finite, again and again.
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Creates the error.
  ///
  /// @param message what happened and what to do
  public DivergedException(String message) {
    super(message);
  }
}
