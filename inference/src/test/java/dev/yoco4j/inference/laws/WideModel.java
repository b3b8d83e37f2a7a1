package dev.yoco4j.inference.laws;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.crossdecoder.CrossAttentionConfig;
import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig;
import dev.yoco4j.model.transformer.HeadsConfig;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;

/// Models whose every layer a GPU's kernels take in bfloat16: heads are 64 or 128 wide.
enum WideModel {
  RETENTION(yoco(new SelfMixerConfig.GatedRetention(2, 16, RotaryConfig.yoco(10_000)))),
  RETENTION_HALVES(yoco(new SelfMixerConfig.GatedRetention(4, 1, RotaryConfig.halves(10_000)))),
  WINDOW(yoco(new SelfMixerConfig.SlidingWindow(4, 2, 100, RotaryConfig.yoco(10_000)))),
  WIDE_WINDOW(yoco(new SelfMixerConfig.SlidingWindow(2, 1, 100, RotaryConfig.halves(10_000)))),
  TRANSFORMER(transformer());

  /// Tokens that each of them knows.
  static final int VOCABULARY = 500;

  @SuppressWarnings("ImmutableEnumChecker") // records all the way down
  private final ModelConfig config;

  WideModel(ModelConfig config) {
    this.config = config;
  }

  private static YocoConfig yoco(SelfMixerConfig mixer) {
    CrossAttentionConfig cross = new CrossAttentionConfig(4, 2, false, RotaryConfig.yoco(10_000));
    return new YocoConfig(VOCABULARY, 256, 384, 2, mixer, 2, cross, 1e-5, false, 2048);
  }

  private static TransformerConfig transformer() {
    HeadsConfig heads = new HeadsConfig(4, 1, 64);
    return new TransformerConfig(
        VOCABULARY, 256, 384, 3, heads, RotaryConfig.halves(10_000), 1e-5, true, 2048);
  }

  /// With random weights, the same ones each time and on every device.
  LanguageModel build(Device device, Precision precision) {
    return LanguageModel.build(config, Parameters.random(3, precision, device));
  }

  /// What the kernels are to prove themselves on.
  Subject subject() {
    return new Subject(name(), config, Precision.BFLOAT16, Device.CUDA);
  }
}
