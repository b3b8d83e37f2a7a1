package dev.yoco4j.model;

import dev.yoco4j.model.crossdecoder.CrossAttentionConfig;
import dev.yoco4j.model.layer.Checks;
import dev.yoco4j.model.past.PastSlot;
import dev.yoco4j.model.selfdecoder.SelfMixer;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A decoder-decoder model: a self-decoder, one set of keys and values, a cross-decoder.
///
/// The paper splits layers evenly and tries [3:1] and [1:3] as well (YOCO, arXiv 2405.05254, table
/// 6); here the two counts are free.
///
/// @param vocabularySize `V`
/// @param width `D`
/// @param feedForwardWidth `F`
/// @param selfLayers layers of the self-decoder, 0 or more
/// @param selfMixer what mixes positions in them
/// @param crossLayers layers of the cross-decoder, at least 1
/// @param crossAttention heads of the cross-decoder and of the shared keys and values
/// @param normEpsilon what the norms add to the mean square; 1e-5 in the reference
/// @param tiedEmbeddings whether the output projection is the embedding
/// @param maxPositions positions that the model was made for
public record YocoConfig(
    int vocabularySize,
    int width,
    int feedForwardWidth,
    int selfLayers,
    SelfMixerConfig selfMixer,
    int crossLayers,
    CrossAttentionConfig crossAttention,
    double normEpsilon,
    boolean tiedEmbeddings,
    int maxPositions)
    implements ModelConfig {
  /// Checks the bounds.
  public YocoConfig {
    Checks.atLeastOne("vocabulary size", vocabularySize);
    Checks.atLeastOne("width", width);
    Checks.atLeastOne("feed-forward width", feedForwardWidth);
    Checks.atLeastOne("cross-decoder layers", crossLayers);
    Checks.atLeastOne("max positions", maxPositions);
    Checks.believable("self-decoder layers", selfLayers);
    Checks.believable("cross-decoder layers", crossLayers);
    if (selfLayers < 0) {
      throw new IllegalArgumentException(
          "self-decoder layers must be at least 0, was " + selfLayers);
    }
    Checks.divides("self-decoder heads", selfMixer.heads(), "width", width);
    Checks.divides("cross-decoder heads", crossAttention.heads(), "width", width);
    Checks.positive("norm epsilon", normEpsilon);
    Checks.rotaryWidth("self-decoder head width", width / selfMixer.heads());
    Checks.rotaryWidth("cross-decoder head width", width / crossAttention.heads());
  }

  @Override
  public int layers() {
    return selfLayers + crossLayers;
  }

  /// Width of one head of the self-decoder.
  ///
  /// @return `D / H`
  public int selfHeadWidth() {
    return width / selfMixer.heads();
  }

  /// Width of one head of the cross-decoder, and of the shared keys and values.
  ///
  /// @return `D / H`
  public int crossHeadWidth() {
    return width / crossAttention.heads();
  }

  /// One slot per layer of the self-decoder, then the shared keys and values.
  @Override
  public List<PastSlot> pastSlots() {
    List<PastSlot> slots =
        new ArrayList<>(Collections.nCopies(selfLayers, SelfMixer.slot(selfMixer, width)));
    slots.add(new PastSlot.Global(crossAttention.keyValueHeads(), crossHeadWidth()));
    return List.copyOf(slots);
  }

  @Override
  public YocoConfig withVocabularySize(int size) {
    return new YocoConfig(
        size,
        width,
        feedForwardWidth,
        selfLayers,
        selfMixer,
        crossLayers,
        crossAttention,
        normEpsilon,
        tiedEmbeddings,
        maxPositions);
  }

  @Override
  public YocoConfig withMaxPositions(int positions) {
    return new YocoConfig(
        vocabularySize,
        width,
        feedForwardWidth,
        selfLayers,
        selfMixer,
        crossLayers,
        crossAttention,
        normEpsilon,
        tiedEmbeddings,
        positions);
  }

  @Override
  public double ropeTheta() {
    return crossAttention.rotary().theta();
  }

  @Override
  public YocoConfig withRopeTheta(double theta) {
    return new YocoConfig(
        vocabularySize,
        width,
        feedForwardWidth,
        selfLayers,
        selfMixer.withRotary(selfMixer.rotary().withTheta(theta)),
        crossLayers,
        crossAttention.withRotary(crossAttention.rotary().withTheta(theta)),
        normEpsilon,
        tiedEmbeddings,
        maxPositions);
  }
}
