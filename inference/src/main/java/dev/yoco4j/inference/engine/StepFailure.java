package dev.yoco4j.inference.engine;

/// What a request is told of a step that failed: what was computed, of which shapes, and why not.
final class StepFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private StepFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /// Names the step.
  ///
  /// @param step what was computed, with shapes and positions before it
  /// @param cause what was thrown; libtorch's words have many lines, of which the first says it
  static StepFailure of(String step, RuntimeException cause) {
    String reason = String.valueOf(cause.getMessage()).lines().findFirst().orElse(cause.toString());
    return new StepFailure(step + " positions: " + reason, cause);
  }
}
