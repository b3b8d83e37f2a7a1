package dev.yoco4j.inference;

/// The engine has come to an end that nobody asked for, and takes no more requests: the process
/// must be started again.
public final class EngineFailedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /// Says it again, to someone who came later.
  ///
  /// @param first what those were told who were there
  public EngineFailedException(EngineFailedException first) {
    super(first.getMessage(), first);
  }

  /// Says so.
  ///
  /// @param reason what failed, in one line
  /// @param cause what was thrown then
  public EngineFailedException(String reason, Throwable cause) {
    super("the engine can't go on, restart the process: " + reason, cause);
  }
}
