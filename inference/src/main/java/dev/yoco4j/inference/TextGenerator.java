package dev.yoco4j.inference;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// A model that continues text.
///
/// Requests run on the caller's thread. One thread owns the device: sessions of one generator may
/// take turns, and never run at the same time.
public interface TextGenerator {
  /// Starts a conversation.
  ///
  /// @return a session without history, to be closed by the caller
  GenerationSession open();

  /// Runs one request that has no history and leaves none.
  ///
  /// @param request what to generate
  /// @param events told of everything, on this thread; the last one is what this method returns
  /// @param cancelled asked before each step and each part of the prompt
  /// @return how it ended
  /// @throws IllegalArgumentException as [GenerationSession#generate]
  default GenerationEvent.Finished generate(
      GenerationRequest request, Consumer<GenerationEvent> events, BooleanSupplier cancelled) {
    try (GenerationSession session = open()) {
      return session.generate(request, events, cancelled);
    }
  }

  /// Runs one request that has no history, leaves none and is never cancelled.
  ///
  /// @param request what to generate
  /// @param events told of everything, on this thread; the last one is what this method returns
  /// @return how it ended
  /// @throws IllegalArgumentException as [GenerationSession#generate]
  default GenerationEvent.Finished generate(
      GenerationRequest request, Consumer<GenerationEvent> events) {
    return generate(request, events, () -> false);
  }
}
