package dev.yoco4j.inference;

/// Why a generation ended.
public enum FinishReason {
  /// The model generated the end of text, or an end token of the request.
  END_TOKEN,
  /// A stop string appeared.
  STOP_STRING,
  /// The text is what its [OutputFormat] wants, and nothing may follow.
  COMPLETE,
  /// As many tokens as asked for were generated.
  MAX_TOKENS,
  /// The past has no room for another position.
  PAST_FULL,
  /// The caller no longer wants it.
  CANCELLED
}
