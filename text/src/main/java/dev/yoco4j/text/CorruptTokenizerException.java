package dev.yoco4j.text;

import java.nio.file.Path;

/// A tokenizer's file is missing, unreadable or not what it should be.
public final class CorruptTokenizerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Path path;
  private final String reason;

  /// Names the file and what is wrong with it.
  ///
  /// @param path the file
  /// @param reason what is wrong, without the file's name
  public CorruptTokenizerException(Path path, String reason) {
    super(path + ": " + reason);
    this.path = path;
    this.reason = reason;
  }

  /// Names the file, what is wrong with it, and what found that.
  ///
  /// @param path the file
  /// @param reason what is wrong, without the file's name
  /// @param cause where it showed
  public CorruptTokenizerException(Path path, String reason, Throwable cause) {
    super(path + ": " + reason, cause);
    this.path = path;
    this.reason = reason;
  }

  /// The file.
  ///
  /// @return its path
  public Path path() {
    return path;
  }

  /// What is wrong with it.
  ///
  /// @return the reason, without the file's name
  public String reason() {
    return reason;
  }
}
