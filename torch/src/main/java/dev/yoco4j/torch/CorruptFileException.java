package dev.yoco4j.torch;

import java.nio.file.Path;

/// A file does not hold what its kind of file must hold.
public final class CorruptFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Creates the exception; its message is `<file>: <what>`.
  ///
  /// @param file the file
  /// @param what what is wrong with it, and where
  public CorruptFileException(Path file, String what) {
    super(file + ": " + what);
  }
}
