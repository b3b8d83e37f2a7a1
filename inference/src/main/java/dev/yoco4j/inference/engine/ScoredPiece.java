package dev.yoco4j.inference.engine;

import dev.yoco4j.model.LanguageModel;

/// How much of a prompt is scored at once: logits of all its positions never exist together.
///
/// @param positions that pass the model at once
/// @param bytes of their logits, in the model's precision and in float32
record ScoredPiece(int positions, long bytes) {
  private static final int LOGITS = 1 << 22;

  /// For a model, and no more than a segment of a prompt.
  static ScoredPiece of(LanguageModel model, EngineConfig config) {
    int vocabulary = model.config().vocabularySize();
    int positions = Math.clamp(LOGITS / vocabulary, 1, config.prefillSegment());
    return new ScoredPiece(positions, 2L * Float.BYTES * positions * vocabulary);
  }
}
