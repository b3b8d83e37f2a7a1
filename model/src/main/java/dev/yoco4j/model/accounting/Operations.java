package dev.yoco4j.model.accounting;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig;

/// Floating-point operations of the products in a model; a multiplication and an addition count as
/// two.
///
/// | part                       | operations per position                                              |
/// |----------------------------|----------------------------------------------------------------------|
/// | matrices                   | 2 per parameter; the embedding is a look-up and counts nothing       |
/// | attention                  | `4 H Dh` per key seen: on average `(T + 1) / 2` of them, or fewer in a window |
/// | gated retention, chunk `C` | `4 D (C + 1) / 2` within the chunk, `4 D Dh` for writing and reading the state |
///
/// Norms, activations and the softmax are left out: they are bound by memory, not by arithmetic. A
/// backward pass costs twice the forward pass.
///
/// @param config the model's shape
public record Operations(ModelConfig config) {
  /// The chunk length that the formula assumes, that of the layer.
  public static final int RETENTION_CHUNK = 128;

  /// One forward and backward pass.
  ///
  /// @param length `T`, positions of a sequence
  /// @return operations per token
  public double trainingPerToken(long length) {
    ParameterCount count = ParameterCount.of(config);
    double output = 2.0 * config.vocabularySize() * config.width();
    double forward =
        2.0 * count.matrices() + output + lowerMixing(length) + upperMixing((length + 1) / 2.0);
    return 3 * forward;
  }

  /// A prompt, up to the logits of its last position. YOCO's prompt leaves half-way; its last
  /// position alone passes the cross-decoder.
  ///
  /// @param length positions of the prompt
  /// @return operations of the whole prompt
  public double prefill(long length) {
    ParameterCount count = ParameterCount.of(config);
    double lower = 2.0 * count.lowerHalf() + lowerMixing(length);
    return length * lower
        + 2.0 * count.upperHalf()
        + upperMixing((double) length)
        + 2.0 * config.vocabularySize() * config.width();
  }

  /// Mixing of positions in the layers that a prompt passes, per position.
  private double lowerMixing(long length) {
    return switch (config) {
      case TransformerConfig transformer ->
          transformer.layers() * keys(transformer, (length + 1) / 2.0);
      case YocoConfig yoco -> yoco.selfLayers() * selfMixing(yoco, length);
    };
  }

  private static double selfMixing(YocoConfig config, long length) {
    double d = config.width();
    return switch (config.selfMixer()) {
      case SelfMixerConfig.GatedRetention _ ->
          4 * d * ((Math.min(RETENTION_CHUNK, length) + 1) / 2.0 + config.selfHeadWidth());
      case SelfMixerConfig.SlidingWindow(_, _, int window, _) ->
          4 * d * averageSeen(length, window);
    };
  }

  /// Positions before the window is full see fewer keys.
  private static double averageSeen(long length, long window) {
    double full = Math.max(0, length - window);
    double filling = Math.min(length, window);
    return (full * window + filling * (filling + 1) / 2) / length;
  }

  private double upperMixing(double keysSeen) {
    return switch (config) {
      case TransformerConfig _ -> 0;
      case YocoConfig yoco -> 4.0 * yoco.crossLayers() * yoco.width() * keysSeen;
    };
  }

  private static double keys(TransformerConfig config, double seen) {
    return 4.0 * config.heads().heads() * config.heads().headWidth() * seen;
  }
}
