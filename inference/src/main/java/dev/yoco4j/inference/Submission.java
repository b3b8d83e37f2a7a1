package dev.yoco4j.inference;

import java.util.concurrent.CompletionStage;

/// A request on its way.
public interface Submission {
  /// Ends the request between two steps, or before it began; it still finishes, with
  /// [FinishReason#CANCELLED].
  void cancel();

  /// What happens at the end.
  ///
  /// @return completed with the last event, or with what went wrong
  CompletionStage<GenerationEvent.Finished> finished();

  /// Waits for the end.
  ///
  /// @return the last event
  /// @throws RuntimeException what went wrong
  GenerationEvent.Finished await();
}
