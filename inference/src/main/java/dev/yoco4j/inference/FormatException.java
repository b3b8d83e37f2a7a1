package dev.yoco4j.inference;

/// A form that no text of the model can have from here on.
public final class FormatException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /// Says what is the matter.
  ///
  /// @param message for those who asked for the form
  public FormatException(String message) {
    super(message);
  }
}
