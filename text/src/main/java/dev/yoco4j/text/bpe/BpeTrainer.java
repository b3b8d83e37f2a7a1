package dev.yoco4j.text.bpe;

import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Trains a byte-level vocabulary on a corpus.
///
/// First the corpus is cut into pieces ([PreTokenizer]), which are counted, in parallel; then the
/// most frequent pair of neighbouring tokens becomes a token, again and again. Memory is needed for
/// the distinct pieces, not for the corpus. The result depends on the documents only: not on their
/// order, and not on the number of threads.
public final class BpeTrainer {
  private static final int REPORT_EVERY = 256;

  private final BpeConfig config;

  /// Creates a trainer.
  ///
  /// @param config what to train
  public BpeTrainer(BpeConfig config) {
    this.config = config;
  }

  /// Trains without reporting progress.
  ///
  /// @param documents the corpus
  /// @return the vocabulary, and how far the corpus sufficed for it
  /// @throws IllegalArgumentException if the corpus has no text
  public BpeTraining train(Stream<String> documents) {
    return train(documents, progress -> {});
  }

  /// Trains.
  ///
  /// @param documents the corpus; read once, one document per thread at a time
  /// @param progress takes reports, one at a time, on any thread
  /// @return the vocabulary, and how far the corpus sufficed for it
  /// @throws IllegalArgumentException if the corpus has no text
  public BpeTraining train(Stream<String> documents, Consumer<BpeProgress> progress) {
    PieceCounts pieces = CorpusCounter.count(documents, config.threads(), progress);
    if (pieces.size() == 0) {
      throw new IllegalArgumentException("the corpus has no text");
    }
    var vocabulary = new BpeVocabulary.Builder();
    var loop = new MergeLoop(Words.of(pieces), config.minimumCount());
    while (vocabulary.size() < config.vocabularySize() && loop.step(vocabulary)) {
      if (vocabulary.size() % REPORT_EVERY == 0) {
        progress.accept(merging(vocabulary));
      }
    }
    progress.accept(merging(vocabulary));
    return new BpeTraining(vocabulary.build(), config, pieces.size());
  }

  private BpeProgress merging(BpeVocabulary.Builder vocabulary) {
    return new BpeProgress(
        BpeProgress.Phase.MERGING,
        vocabulary.size() - BpeVocabulary.FIRST_MERGE,
        OptionalLong.of(config.mergedTokens()));
  }
}
