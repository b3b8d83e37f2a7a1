package dev.yoco4j.training.data;

import java.util.OptionalLong;

/// How a corpus is read.
///
/// @param malformed what becomes of bytes that are not UTF-8
/// @param byteLimit about how many bytes of text to use, at least 1; empty for all of it
public record CorpusConfig(MalformedText malformed, OptionalLong byteLimit) {
  /// Checks the limit.
  ///
  /// @throws IllegalArgumentException if the limit is below 1
  public CorpusConfig {
    if (byteLimit.isPresent() && byteLimit.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "byteLimit must be at least 1, was " + byteLimit.getAsLong());
    }
  }

  /// All of the text, malformed bytes replaced.
  ///
  /// @return the defaults
  public static CorpusConfig defaults() {
    return new CorpusConfig(MalformedText.REPLACE, OptionalLong.empty());
  }

  /// The same with another rule for malformed bytes.
  ///
  /// @param rule what becomes of bytes that are not UTF-8
  /// @return the changed configuration
  public CorpusConfig withMalformed(MalformedText rule) {
    return new CorpusConfig(rule, byteLimit);
  }

  /// The same with a limit.
  ///
  /// @param bytes about how many bytes of text to use, at least 1
  /// @return the changed configuration
  /// @throws IllegalArgumentException if the limit is below 1
  public CorpusConfig withByteLimit(long bytes) {
    return new CorpusConfig(malformed, OptionalLong.of(bytes));
  }
}
