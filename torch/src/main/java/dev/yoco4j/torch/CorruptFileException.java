package dev.yoco4j.torch;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A file is not what its format says it must be.
///
/// The message is one line, `file: what is wrong and where`. Text that came from the file is kept
/// to printable characters and a sane length, since it may end in a terminal or a log.
public final class CorruptFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 600;

  /// Creates the exception.
  ///
  /// @param file the file
  /// @param what what is wrong, and where
  public CorruptFileException(Path file, String what) {
    this(file, what, null);
  }

  /// Creates the exception with its cause.
  ///
  /// @param file the file
  /// @param what what is wrong, and where
  /// @param cause what failed while reading
  public CorruptFileException(Path file, String what, @Nullable Throwable cause) {
    super(file + ": " + oneLine(what), cause);
  }

  private static String oneLine(String what) {
    String cut = what.length() <= LONGEST ? what : what.substring(0, LONGEST) + "...";
    return cut.replaceAll("[\\p{Cntrl}\\p{Cs}\\u2028\\u2029]+", " ");
  }
}
