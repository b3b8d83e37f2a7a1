package dev.yoco4j.training.data;

/// Learns how far tokenising has come; called on the thread that asked for it.
@FunctionalInterface
public interface TokenProgress {
  /// Nobody looks.
  TokenProgress NONE = (_, _, _) -> {};

  /// Some more is written.
  ///
  /// @param documents documents done
  /// @param bytes bytes of text done
  /// @param totalBytes about how many there are; what turns out not to be text counts here only
  void at(long documents, long bytes, long totalBytes);
}
