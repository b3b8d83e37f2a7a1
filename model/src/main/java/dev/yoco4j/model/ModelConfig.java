package dev.yoco4j.model;

import dev.yoco4j.model.past.PastSlot;
import java.util.List;

/// The shape of a model: everything that its weights' sizes and its equations depend on.
public sealed interface ModelConfig permits YocoConfig, TransformerConfig {
  /// Number of token ids.
  ///
  /// @return `V`
  int vocabularySize();

  /// Width of the residual stream.
  ///
  /// @return `D`
  int width();

  /// Width inside the feed-forward.
  ///
  /// @return `F`
  int feedForwardWidth();

  /// All layers, of both halves where there are two.
  ///
  /// @return `L`
  int layers();

  /// What the norms add to the mean square.
  ///
  /// @return epsilon
  double normEpsilon();

  /// Whether the output projection is the embedding.
  ///
  /// @return true if they share one matrix
  boolean tiedEmbeddings();

  /// Positions that the model was made for; a hint for its users, not a limit of the equations.
  ///
  /// @return positions
  int maxPositions();

  /// What a sequence's past consists of, by slot.
  ///
  /// @return one entry per slot of a [dev.yoco4j.model.past.Past]
  List<PastSlot> pastSlots();

  /// The same shape for another vocabulary.
  ///
  /// @param vocabularySize `V`
  /// @return a copy
  ModelConfig withVocabularySize(int vocabularySize);

  /// The same shape, made for another length.
  ///
  /// @param maxPositions positions
  /// @return a copy
  ModelConfig withMaxPositions(int maxPositions);

  /// The base of the rotary wave lengths, of the attention that reads all positions.
  ///
  /// @return theta
  double ropeTheta();

  /// The same shape with another base in every layer, as the paper does to extend the context
  /// (YOCO, arXiv 2405.05254, appendix F): weights keep their sizes.
  ///
  /// @param theta base of the wave lengths, above 1
  /// @return a copy
  ModelConfig withRopeTheta(double theta);
}
