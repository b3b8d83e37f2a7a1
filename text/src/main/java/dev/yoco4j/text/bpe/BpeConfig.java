package dev.yoco4j.text.bpe;

/// What vocabulary to train, and how.
///
/// The threads change how long it takes and nothing else.
///
/// @param vocabularySize tokens in all: [BpeVocabulary#SPECIAL_TOKENS], 256 bytes, merges
/// @param minimumCount a pair that occurs less often than this does not become a token, at least 1
/// @param threads threads that read and count the corpus, at least 1
public record BpeConfig(int vocabularySize, long minimumCount, int threads) {
  /// Checks every component.
  ///
  /// @throws IllegalArgumentException if one is out of range
  public BpeConfig {
    int smallest = BpeVocabulary.FIRST_MERGE;
    if (vocabularySize < smallest) {
      throw new IllegalArgumentException(
          "vocabularySize must be at least %d (%d special tokens and 256 bytes), was %d"
              .formatted(smallest, BpeVocabulary.SPECIAL_TOKENS.size(), vocabularySize));
    }
    if (minimumCount < 1) {
      throw new IllegalArgumentException("minimumCount must be at least 1, was " + minimumCount);
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, was " + threads);
    }
  }

  /// A vocabulary of this size, of pairs that occur twice or more, counted on every core.
  ///
  /// @param vocabularySize tokens in all
  /// @return the configuration
  /// @throws IllegalArgumentException if there is no room for bytes and special tokens
  public static BpeConfig of(int vocabularySize) {
    return new BpeConfig(vocabularySize, 2, Runtime.getRuntime().availableProcessors());
  }

  /// Number of tokens that merging has to make.
  ///
  /// @return the vocabulary without special tokens and bytes
  public int mergedTokens() {
    return vocabularySize - BpeVocabulary.FIRST_MERGE;
  }
}
