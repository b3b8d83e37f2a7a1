package dev.yoco4j.training.data;

/// What becomes of bytes that are not UTF-8.
public enum MalformedText {
  /// Each malformed place becomes U+FFFD and is counted.
  REPLACE,
  /// The first malformed place ends the reading with an error that names file and byte.
  REFUSE
}
