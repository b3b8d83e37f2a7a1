package dev.yoco4j.evaluation.task;

/// Follows a task while it is asked.
public interface TaskListener {
  /// A question is answered.
  ///
  /// @param answered what the model gave
  void answered(Answered answered);

  /// Whether to stop; asked between batches.
  ///
  /// @return true to leave the rest unanswered
  boolean isStopping();
}
