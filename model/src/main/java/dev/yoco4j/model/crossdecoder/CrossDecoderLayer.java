package dev.yoco4j.model.crossdecoder;

import dev.yoco4j.model.layer.FeedForward;
import dev.yoco4j.model.layer.ParameterSource;
import dev.yoco4j.model.layer.Residual;
import dev.yoco4j.model.layer.RmsNorm;
import dev.yoco4j.model.layer.Rotation;
import dev.yoco4j.model.past.KeyValues;
import dev.yoco4j.torch.Scope;
import org.bytedeco.pytorch.Tensor;

/// One layer of the cross-decoder: `Y = Attention(norm(X) W_Q, K, V) + X`, then `SwiGLU(norm(Y)) +
/// Y`.
///
/// YOCO (arXiv 2405.05254) section 3.2, equation 3. It writes no state, which is why a prompt may
/// leave the network before it.
///
/// @param attentionNorm norm before the attention
/// @param attention attention onto the shared keys and values
/// @param feedForwardNorm norm before the feed-forward
/// @param feedForward the feed-forward
public record CrossDecoderLayer(
    RmsNorm attentionNorm,
    CrossAttention attention,
    RmsNorm feedForwardNorm,
    FeedForward feedForward) {
  /// Builds one layer.
  ///
  /// @param config heads
  /// @param parameters where the weights come from
  /// @param width `D`
  /// @param feedForwardWidth `F`
  /// @param normEpsilon epsilon of the norms
  /// @return the layer
  public static CrossDecoderLayer of(
      CrossAttentionConfig config,
      ParameterSource parameters,
      int width,
      int feedForwardWidth,
      double normEpsilon) {
    return new CrossDecoderLayer(
        RmsNorm.of(parameters.at("attn_norm"), width, normEpsilon),
        CrossAttention.of(config, parameters.at("attn"), width),
        RmsNorm.of(parameters.at("mlp_norm"), width, normEpsilon),
        FeedForward.of(parameters.at("mlp"), width, feedForwardWidth));
  }

  /// Passes the last `T` positions through the layer.
  ///
  /// @param x `[B, T, D]`
  /// @param rotation of these positions
  /// @param shared keys and values of all positions up to the last
  /// @return `[B, T, D]`
  public Tensor forward(Tensor x, Rotation rotation, KeyValues shared) {
    Tensor y = mixed(x, rotation, shared);
    return feedForward.forward(new Residual(y, feedForwardNorm));
  }

  /// What the mixing made on the way is gone before the feed-forward makes its own.
  private Tensor mixed(Tensor x, Rotation rotation, KeyValues shared) {
    try (Scope scope = Scope.open()) {
      return scope.keep(attention.forward(new Residual(x, attentionNorm), rotation, shared));
    }
  }
}
