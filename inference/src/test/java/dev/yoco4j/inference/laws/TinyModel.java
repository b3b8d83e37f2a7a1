package dev.yoco4j.inference.laws;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.crossdecoder.CrossAttentionConfig;
import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig;
import dev.yoco4j.model.transformer.HeadsConfig;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;

/// Random models that are small in every way and together use every option of the configurations.
public enum TinyModel {
  RETENTION(
      yoco(
          2,
          new SelfMixerConfig.GatedRetention(2, 16, RotaryConfig.yoco(10_000)),
          2,
          new CrossAttentionConfig(4, 2, true, RotaryConfig.yoco(10_000)),
          true)),
  RETENTION_THREE_TO_ONE(
      yoco(
          3,
          new SelfMixerConfig.GatedRetention(4, 1, RotaryConfig.halves(10_000)),
          1,
          new CrossAttentionConfig(8, 1, false, RotaryConfig.halves(500_000)),
          false)),
  WINDOW(
      yoco(
          2,
          new SelfMixerConfig.SlidingWindow(4, 4, 16, RotaryConfig.yoco(10_000)),
          2,
          new CrossAttentionConfig(2, 2, false, RotaryConfig.yoco(640_000)),
          true)),
  WINDOW_ONE_TO_THREE(
      yoco(
          1,
          new SelfMixerConfig.SlidingWindow(4, 2, 100, RotaryConfig.halves(10_000)),
          3,
          new CrossAttentionConfig(2, 1, true, RotaryConfig.halves(10_000)),
          false)),
  WINDOW_OF_ITSELF(
      yoco(
          1,
          new SelfMixerConfig.SlidingWindow(2, 1, 1, RotaryConfig.halves(10_000)),
          1,
          new CrossAttentionConfig(2, 2, false, RotaryConfig.yoco(10_000)),
          true)),
  CROSS_DECODER_ALONE(
      yoco(
          0,
          new SelfMixerConfig.GatedRetention(2, 16, RotaryConfig.yoco(10_000)),
          2,
          new CrossAttentionConfig(4, 2, false, RotaryConfig.yoco(10_000)),
          true)),
  TRANSFORMER(
      new TransformerConfig(
          61, 32, 48, 3, new HeadsConfig(4, 2, 8), RotaryConfig.halves(10_000), 1e-5, true, 2048)),
  TRANSFORMER_OF_WIDE_HEADS(
      new TransformerConfig(
          61, 32, 48, 2, new HeadsConfig(3, 3, 16), RotaryConfig.yoco(10_000), 1e-6, false, 2048));

  @SuppressWarnings("ImmutableEnumChecker") // a record all the way down
  private final ModelConfig config;

  TinyModel(ModelConfig config) {
    this.config = config;
  }

  private static YocoConfig yoco(
      int selfLayers,
      SelfMixerConfig mixer,
      int crossLayers,
      CrossAttentionConfig cross,
      boolean tied) {
    return new YocoConfig(61, 32, 48, selfLayers, mixer, crossLayers, cross, 1e-5, tied, 2048);
  }

  /// Its shape.
  public ModelConfig config() {
    return config;
  }

  /// In float32.
  public Subject on(Device device) {
    return new Subject(name(), config, Precision.FLOAT32, device);
  }

  /// With random weights in float32 on the CPU, the same ones each time.
  public LanguageModel build() {
    return on(Device.CPU).build();
  }
}
