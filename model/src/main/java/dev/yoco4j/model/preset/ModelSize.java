package dev.yoco4j.model.preset;

import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.crossdecoder.CrossAttentionConfig;
import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig;
import dev.yoco4j.model.transformer.HeadsConfig;
import java.util.List;

/// One row of a scaling table, from which three models of about the same size follow.
///
/// The paper gives width, layers and heads; feed-forward width `3 D` for YOCO and `8/3 D` for the
/// Transformer (rounded up to a multiple of 64) align their parameters; heads of gated retention
/// are 256 wide; the window is 1024. Key/value heads of that table are not stated: as many as query
/// heads and tied embeddings are what makes the sizes in its first row come out. Window layers pair
/// rotary halves, the convention in which flash-linear-attention can load them.
///
/// @param name as in presets
/// @param width `D`
/// @param layers of the whole model, even
/// @param heads of attention
/// @param keyValueHeads of attention
/// @param retentionHeads of gated retention
/// @param yocoFeedForward `F` of both YOCO models
/// @param transformerFeedForward `F` of the Transformer
/// @param window of sliding-window attention
/// @param vocabulary `V`
/// @param tied whether the output projection is the embedding
/// @param positions that training sequences have
record ModelSize(
    String name,
    int width,
    int layers,
    int heads,
    int keyValueHeads,
    int retentionHeads,
    int yocoFeedForward,
    int transformerFeedForward,
    int window,
    int vocabulary,
    boolean tied,
    int positions) {
  private static final double THETA = 10_000;
  private static final double EPSILON = 1e-5;
  private static final double GATE_TEMPERATURE = 16;
  private static final int REFERENCE_VOCABULARY = 100_288;

  static final List<ModelSize> ALL =
      List.of(
          new ModelSize("tiny", 64, 4, 4, 2, 2, 192, 192, 32, 512, false, 256),
          new ModelSize("7m", 256, 6, 4, 2, 2, 768, 832, 256, 4096, false, 512),
          new ModelSize("30m", 512, 6, 8, 2, 4, 1536, 1728, 512, 8192, false, 1024),
          row("160m", 768, 12, 12),
          row("400m", 1024, 24, 16),
          row("830m", 1536, 24, 12),
          row("1.4b", 2048, 24, 16),
          row("2.7b", 2560, 32, 20),
          row("6.8b", 4096, 32, 32),
          row("13b", 5120, 40, 40),
          new ModelSize(
              "3b", 3072, 26, 24, 8, 24, 8192, 8192, 1024, REFERENCE_VOCABULARY, false, 4096));

  private static ModelSize row(String name, int width, int layers, int heads) {
    int transformerFeedForward = Math.ceilDiv(8 * width, 3 * 64) * 64;
    return new ModelSize(
        name,
        width,
        layers,
        heads,
        heads,
        width / 256,
        3 * width,
        transformerFeedForward,
        1024,
        REFERENCE_VOCABULARY,
        true,
        2048);
  }

  YocoConfig yocoGatedRetention() {
    return yoco(
        new SelfMixerConfig.GatedRetention(
            retentionHeads, GATE_TEMPERATURE, RotaryConfig.yoco(THETA)));
  }

  YocoConfig yocoSlidingWindow() {
    return yoco(
        new SelfMixerConfig.SlidingWindow(heads, heads, window, RotaryConfig.halves(THETA)));
  }

  TransformerConfig transformer() {
    return new TransformerConfig(
        vocabulary,
        width,
        transformerFeedForward,
        layers,
        new HeadsConfig(heads, keyValueHeads, width / heads),
        RotaryConfig.halves(THETA),
        EPSILON,
        tied,
        positions);
  }

  private YocoConfig yoco(SelfMixerConfig mixer) {
    CrossAttentionConfig cross =
        new CrossAttentionConfig(heads, keyValueHeads, false, RotaryConfig.yoco(THETA));
    return new YocoConfig(
        vocabulary,
        width,
        yocoFeedForward,
        layers / 2,
        mixer,
        layers / 2,
        cross,
        EPSILON,
        tied,
        positions);
  }
}
