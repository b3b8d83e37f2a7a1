package dev.yoco4j.evaluation.task;

/// Takes scores as they come, in no particular order.
@FunctionalInterface
interface ScoreListener {
  /// A request is done.
  ///
  /// @param request its index
  /// @param logProbability of the whole continuation, in nats
  void scored(int request, double logProbability);
}
