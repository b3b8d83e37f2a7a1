package dev.yoco4j.inference;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// A conversation, in which each request pays for its new tokens only.
///
/// The history is every prompt and every generated token, in order; tokens that end a text belong
/// to it, and so do tokens whose text a stop string swallowed. Nothing can be taken back. What the
/// history left in memory is used again as long as the generator has room to keep it, and computed
/// again after that. For use by one thread at a time.
public interface GenerationSession extends AutoCloseable {
  /// Appends a prompt to the history and generates what follows.
  ///
  /// An empty prompt continues where the last request ended. Where there is nothing to continue, it
  /// stands for the tokenizer's begin-of-text token.
  ///
  /// @param request what to generate
  /// @param events told of everything, in order, on the device's thread; the last one is what this
  ///   method returns
  /// @param cancelled asked before each step and each part of the prompt; after a cancelled request
  ///   the session goes on, and its next request first takes in what is left of the prompt
  /// @return how it ended
  /// @throws IllegalArgumentException if a token is not the model's, the prompt is longer than the
  ///   room that is left, or it is empty and there is nothing to continue; the session is as before
  /// @throws IllegalStateException if the session is closed. Any other exception, one of `events`
  ///   included, closes it
  GenerationEvent.Finished generate(
      GenerationRequest request, Consumer<GenerationEvent> events, BooleanSupplier cancelled);

  /// The same for a request that is never cancelled.
  ///
  /// @param request what to generate
  /// @param events told of everything, in order, on the device's thread
  /// @return how it ended
  /// @throws IllegalArgumentException as the other method
  /// @throws IllegalStateException as the other method
  default GenerationEvent.Finished generate(
      GenerationRequest request, Consumer<GenerationEvent> events) {
    return generate(request, events, () -> false);
  }

  /// Tokens of the history.
  ///
  /// @return their number
  long tokens();

  @Override
  void close();
}
