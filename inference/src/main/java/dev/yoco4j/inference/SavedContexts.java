package dev.yoco4j.inference;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Texts that were taken in once and are kept in files.
public interface SavedContexts {
  /// Takes tokens in, or as many as are not in memory, and writes what they left to a file.
  ///
  /// @param tokens from the start of the sequence, at least one
  /// @param file where to; replaced in one step
  /// @param events told of the progress, on the device's thread
  /// @param cancelled asked before each part, on the same thread; nothing is written then
  /// @return on its way; finishes when the file is there
  /// @throws IllegalArgumentException as [TextGenerator#submit]
  Submission save(
      TokenIds tokens, Path file, Consumer<GenerationEvent> events, BooleanSupplier cancelled);

  /// Brings a saved context back into memory, in milliseconds.
  ///
  /// Requests that begin with its tokens go on from it.
  ///
  /// @param file what [#save] wrote; not to be changed while the engine runs
  /// @return the tokens of the context
  /// @throws IllegalArgumentException if it belongs to another model, or does not fit
  /// @throws RuntimeException if it is damaged or something else; the message says so
  TokenIds restore(Path file);
}
