package dev.yoco4j.text.bpe;

import java.util.OptionalLong;

/// How far the training of a vocabulary is.
///
/// @param phase what is done now
/// @param done documents counted, or tokens made by merging
/// @param total how many there will be; empty while the corpus is read, whose end is unknown
public record BpeProgress(Phase phase, long done, OptionalLong total) {
  /// What training does, in this order.
  public enum Phase {
    /// Documents are cut into pieces, which are counted.
    COUNTING,
    /// The most frequent pair of tokens becomes a token, again and again.
    MERGING
  }
}
