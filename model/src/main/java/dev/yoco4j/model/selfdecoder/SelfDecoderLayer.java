package dev.yoco4j.model.selfdecoder;

import dev.yoco4j.model.layer.FeedForward;
import dev.yoco4j.model.layer.ParameterSource;
import dev.yoco4j.model.layer.Residual;
import dev.yoco4j.model.layer.RmsNorm;
import dev.yoco4j.model.layer.Rotation;
import dev.yoco4j.model.past.Past;
import dev.yoco4j.torch.Scope;
import org.bytedeco.pytorch.Tensor;

/// One layer of the self-decoder: `Y = mix(norm(X)) + X`, then `SwiGLU(norm(Y)) + Y` (YOCO section
/// 3, eq. 1).
///
/// @param mixerNorm norm before the mixer
/// @param mixer gated retention or sliding-window attention
/// @param feedForwardNorm norm before the feed-forward
/// @param feedForward the feed-forward
public record SelfDecoderLayer(
    RmsNorm mixerNorm, SelfMixer mixer, RmsNorm feedForwardNorm, FeedForward feedForward) {
  /// Builds one layer.
  ///
  /// @param config the kind of mixer
  /// @param parameters where the weights come from
  /// @param width `D`
  /// @param feedForwardWidth `F`
  /// @param normEpsilon epsilon of all norms
  /// @return the layer
  public static SelfDecoderLayer of(
      SelfMixerConfig config,
      ParameterSource parameters,
      int width,
      int feedForwardWidth,
      double normEpsilon) {
    return new SelfDecoderLayer(
        RmsNorm.of(parameters.at("attn_norm"), width, normEpsilon),
        SelfMixer.of(config, parameters.at("attn"), width, normEpsilon),
        RmsNorm.of(parameters.at("mlp_norm"), width, normEpsilon),
        FeedForward.of(parameters.at("mlp"), width, feedForwardWidth));
  }

  /// Passes new positions through the layer, and adds them to its past.
  ///
  /// @param x `[B, T, D]`
  /// @param rotation of the new positions
  /// @param past the past
  /// @param slot this layer's index in it
  /// @return `[B, T, D]`
  public Tensor forward(Tensor x, Rotation rotation, Past past, int slot) {
    Tensor y = mixed(x, rotation, past, slot);
    return feedForward.forward(new Residual(y, feedForwardNorm));
  }

  /// What the mixing made on the way is gone before the feed-forward makes its own.
  private Tensor mixed(Tensor x, Rotation rotation, Past past, int slot) {
    try (Scope scope = Scope.open()) {
      return scope.keep(mixer.forward(new Residual(x, mixerNorm), rotation, past, slot));
    }
  }
}
