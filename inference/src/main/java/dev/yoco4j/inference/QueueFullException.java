package dev.yoco4j.inference;

/// A request came while as many run and wait as may: it may be sent again later.
public final class QueueFullException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int unfinished;

  /// Says so.
  ///
  /// @param unfinished requests that run or wait
  public QueueFullException(int unfinished) {
    super(
        "the queue is full: %d requests run or wait, and no more may; try again later"
            .formatted(unfinished));
    this.unfinished = unfinished;
  }

  /// Requests that run or wait.
  ///
  /// @return as many as may
  public int unfinished() {
    return unfinished;
  }
}
