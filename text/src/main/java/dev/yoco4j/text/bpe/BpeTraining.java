package dev.yoco4j.text.bpe;

/// What came of training a vocabulary.
///
/// @param vocabulary the vocabulary
/// @param config what was asked for
/// @param distinctPieces number of different pieces in the corpus
public record BpeTraining(BpeVocabulary vocabulary, BpeConfig config, int distinctPieces) {
  /// Whether the vocabulary has the size that was asked for; if not, the corpus was too small.
  ///
  /// @return false if training stopped early
  public boolean isComplete() {
    return vocabulary.tokens().size() == config.vocabularySize();
  }

  /// Says in one sentence what was made, for people.
  ///
  /// @return for example `made 12 of 1000 merged tokens: …`
  public String summary() {
    int made = vocabulary.tokens().size() - BpeVocabulary.FIRST_MERGE;
    if (isComplete()) {
      return "made %d merged tokens from %d distinct pieces".formatted(made, distinctPieces);
    }
    return "made %d of %d merged tokens: no other pair occurs %d times in the corpus"
        .formatted(made, config.mergedTokens(), config.minimumCount());
  }
}
