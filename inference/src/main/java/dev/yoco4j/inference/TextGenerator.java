package dev.yoco4j.inference;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// A model that continues text, for any number of callers at once.
///
/// Requests cross to the one thread that owns the device; events come back from it. Consumers of
/// events and cancellation are called on that thread and must not keep it waiting.
public interface TextGenerator extends AutoCloseable {
  /// Queues a request that has no history and leaves none.
  ///
  /// @param request what to generate
  /// @param events told of everything, in order, on the device's thread
  /// @param cancelled asked before each step and each part of the prompt, on the same thread
  /// @return the request on its way
  /// @throws IllegalArgumentException if a token is not the model's
  /// @throws RequestTooLargeException if the request can never fit: the message has the numbers and
  ///   what to change
  /// @throws QueueFullException if too many run and wait
  /// @throws IllegalStateException if the generator is closed
  Submission submit(
      GenerationRequest request, Consumer<GenerationEvent> events, BooleanSupplier cancelled);

  /// Starts a conversation.
  ///
  /// @return a session without history, to be closed by the caller
  GenerationSession open();

  /// Runs a request to its end.
  ///
  /// @param request what to generate
  /// @param events told of everything, in order, on the device's thread; the last one is what this
  ///   method returns
  /// @param cancelled asked before each step and each part of the prompt, on the same thread
  /// @return how it ended
  /// @throws IllegalArgumentException as [#submit]
  default GenerationEvent.Finished generate(
      GenerationRequest request, Consumer<GenerationEvent> events, BooleanSupplier cancelled) {
    return submit(request, events, cancelled).await();
  }

  /// Runs a request that is never cancelled to its end.
  ///
  /// @param request what to generate
  /// @param events told of everything, in order, on the device's thread
  /// @return how it ended
  /// @throws IllegalArgumentException as [#submit]
  default GenerationEvent.Finished generate(
      GenerationRequest request, Consumer<GenerationEvent> events) {
    return generate(request, events, () -> false);
  }

  /// Cancels what is under way, and gives all memory back.
  @Override
  void close();
}
