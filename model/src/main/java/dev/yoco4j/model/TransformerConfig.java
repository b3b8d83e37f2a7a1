package dev.yoco4j.model;

import dev.yoco4j.model.layer.Checks;
import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.model.past.PastSlot;
import dev.yoco4j.model.transformer.HeadsConfig;
import java.util.Collections;
import java.util.List;

/// A decoder-only Transformer: the baseline, in which every layer has keys and values of its own.
///
/// @param vocabularySize `V`
/// @param width `D`
/// @param feedForwardWidth `F`
/// @param layers `L`
/// @param heads query heads, key/value heads and their width
/// @param rotary how positions enter; the reference's baseline pairs halves
/// @param normEpsilon what the norms add to the mean square
/// @param tiedEmbeddings whether the output projection is the embedding
/// @param maxPositions positions that the model was made for
public record TransformerConfig(
    int vocabularySize,
    int width,
    int feedForwardWidth,
    int layers,
    HeadsConfig heads,
    RotaryConfig rotary,
    double normEpsilon,
    boolean tiedEmbeddings,
    int maxPositions)
    implements ModelConfig {
  /// Checks the bounds.
  public TransformerConfig {
    Checks.atLeastOne("vocabulary size", vocabularySize);
    Checks.atLeastOne("width", width);
    Checks.atLeastOne("feed-forward width", feedForwardWidth);
    Checks.atLeastOne("layers", layers);
    Checks.atLeastOne("max positions", maxPositions);
    Checks.believable("layers", layers);
    Checks.positive("norm epsilon", normEpsilon);
    Checks.rotaryWidth("head width", heads.headWidth());
  }

  /// One slot of keys and values per layer.
  @Override
  public List<PastSlot> pastSlots() {
    return Collections.nCopies(
        layers, new PastSlot.Global(heads.keyValueHeads(), heads.headWidth()));
  }

  @Override
  public TransformerConfig withVocabularySize(int size) {
    return new TransformerConfig(
        size,
        width,
        feedForwardWidth,
        layers,
        heads,
        rotary,
        normEpsilon,
        tiedEmbeddings,
        maxPositions);
  }

  @Override
  public TransformerConfig withMaxPositions(int positions) {
    return new TransformerConfig(
        vocabularySize,
        width,
        feedForwardWidth,
        layers,
        heads,
        rotary,
        normEpsilon,
        tiedEmbeddings,
        positions);
  }

  @Override
  public double ropeTheta() {
    return rotary.theta();
  }

  @Override
  public TransformerConfig withRopeTheta(double theta) {
    return new TransformerConfig(
        vocabularySize,
        width,
        feedForwardWidth,
        layers,
        heads,
        rotary.withTheta(theta),
        normEpsilon,
        tiedEmbeddings,
        maxPositions);
  }
}
