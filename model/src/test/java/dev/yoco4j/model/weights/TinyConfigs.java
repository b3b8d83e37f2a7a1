package dev.yoco4j.model.weights;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.crossdecoder.CrossAttentionConfig;
import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.model.layer.RotaryConfig.Frequencies;
import dev.yoco4j.model.layer.RotaryConfig.Pairing;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig.GatedRetention;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig.SlidingWindow;
import dev.yoco4j.model.transformer.HeadsConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/// Shapes that together use every key of both layouts.
final class TinyConfigs {
  static final RotaryConfig FLA_INTERLEAVED =
      new RotaryConfig(640_000, Frequencies.FLA, Pairing.INTERLEAVED);

  private TinyConfigs() {}

  static Map<String, ModelConfig> all() {
    Map<String, ModelConfig> all = new LinkedHashMap<>();
    RotaryConfig yoco = RotaryConfig.yoco(10_000);
    all.put("retention", yoco(2, new GatedRetention(2, 16, yoco), yoco, false, false));
    all.put(
        "tied retention with query norm",
        yoco(3, new GatedRetention(4, 2.5, FLA_INTERLEAVED), FLA_INTERLEAVED, true, true));
    all.put(
        "window as the reference", yoco(2, new SlidingWindow(4, 4, 5, yoco), yoco, true, false));
    all.put(
        "window as flash-linear-attention",
        yoco(1, new SlidingWindow(4, 2, 7, RotaryConfig.halves(500)), yoco, false, true));
    all.put("no self-decoder", yoco(0, new GatedRetention(2, 16, yoco), yoco, false, false));
    all.put("transformer", transformer(8, false));
    all.put("tied transformer of narrow heads", transformer(6, true));
    return all;
  }

  static YocoConfig yoco(
      int selfLayers, SelfMixerConfig mixer, RotaryConfig cross, boolean norm, boolean tied) {
    return new YocoConfig(
        50,
        32,
        48,
        selfLayers,
        mixer,
        2,
        new CrossAttentionConfig(4, 2, norm, cross),
        1e-5,
        tied,
        64);
  }

  static TransformerConfig transformer(int headWidth, boolean tied) {
    return new TransformerConfig(
        50,
        32,
        48,
        3,
        new HeadsConfig(4, 2, headWidth),
        RotaryConfig.halves(10_000),
        1e-6,
        tied,
        64);
  }
}
