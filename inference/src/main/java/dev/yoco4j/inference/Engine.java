package dev.yoco4j.inference;

import java.util.Optional;

/// A [TextGenerator] that says how it is.
public interface Engine extends TextGenerator {
  /// What the engine is doing.
  ///
  /// @return as of the last step
  EngineStatus status();

  /// Why the engine came to an end that nobody asked for.
  ///
  /// @return one line; empty while it answers, and after it was closed
  Optional<String> failure();

  /// What the engine can take on.
  ///
  /// @return the same at all times
  EngineLimits limits();

  /// How much of a sequence is in memory, so that a request that begins with it pays for the rest.
  ///
  /// Waits for the step that the device is at. Less may be there a moment later: memory that others
  /// need is taken from what was not used for the longest time.
  ///
  /// @param tokens a sequence
  /// @return its first tokens that need not be taken in again
  /// @throws IllegalStateException if the engine is closed, or this is its own thread
  int tokensInMemory(TokenIds tokens);
}
