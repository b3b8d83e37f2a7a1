package dev.yoco4j.model.transformer;

import dev.yoco4j.model.layer.FeedForward;
import dev.yoco4j.model.layer.ParameterSource;
import dev.yoco4j.model.layer.Residual;
import dev.yoco4j.model.layer.RmsNorm;
import dev.yoco4j.model.layer.Rotation;
import dev.yoco4j.model.past.Past;
import dev.yoco4j.torch.Scope;
import org.bytedeco.pytorch.Tensor;

/// One layer of the Transformer: `Y = Attention(norm(X)) + X`, then `SwiGLU(norm(Y)) + Y`.
///
/// @param attentionNorm norm before the attention
/// @param attention causal attention with keys and values of its own
/// @param feedForwardNorm norm before the feed-forward
/// @param feedForward the feed-forward
public record TransformerLayer(
    RmsNorm attentionNorm,
    CausalAttention attention,
    RmsNorm feedForwardNorm,
    FeedForward feedForward) {
  /// Builds one layer.
  ///
  /// @param heads query heads, key/value heads and their width
  /// @param parameters where the weights come from
  /// @param width `D`
  /// @param feedForwardWidth `F`
  /// @param normEpsilon epsilon of the norms
  /// @return the layer
  public static TransformerLayer of(
      HeadsConfig heads,
      ParameterSource parameters,
      int width,
      int feedForwardWidth,
      double normEpsilon) {
    return new TransformerLayer(
        RmsNorm.of(parameters.at("attn_norm"), width, normEpsilon),
        CausalAttention.of(heads, parameters.at("attn"), width),
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
    try (Scope scope = Scope.open()) {
      Tensor y = attention.forward(new Residual(x, attentionNorm), rotation, past, slot);
      return scope.keep(feedForward.forward(new Residual(y, feedForwardNorm)));
    }
  }
}
