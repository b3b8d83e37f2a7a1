package dev.yoco4j.torch;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.List;
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

  private CorruptFileException(String message) {
    super(message);
  }

  /// Creates an exception that names everything that is wrong, however much it is.
  ///
  /// @param file the file
  /// @param what what is wrong
  /// @param items each at most as long as a message may be
  /// @return the exception, to be thrown
  public static CorruptFileException listing(Path file, String what, List<String> items) {
    String all = items.stream().map(CorruptFileException::oneLine).collect(joining(", "));
    return new CorruptFileException(file + ": " + what + all);
  }

  private static String oneLine(String what) {
    String cut = what.length() <= LONGEST ? what : what.substring(0, LONGEST) + "...";
    return cut.replaceAll("[\\p{Cntrl}\\p{Cs}\\u2028\\u2029]+", " ");
  }
}
