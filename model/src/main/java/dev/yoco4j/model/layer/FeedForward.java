package dev.yoco4j.model.layer;

import dev.yoco4j.torch.Scope;
import org.bytedeco.pytorch.Tensor;

/// The gated feed-forward: `SwiGLU(x) = (silu(x W_G) * x W_1) W_2`.
///
/// YOCO (arXiv 2405.05254) section 3. The reference names the activated branch `fc1` and the linear
/// one `gate`; flash-linear-attention names them `gate_proj` and `up_proj`, and so do we.
///
/// @param gate the activated branch, `[F, D]`
/// @param up the linear branch, `[F, D]`
/// @param down back to the model's width, `[D, F]`
public record FeedForward(Linear gate, Linear up, Linear down) {
  /// Builds the three projections.
  ///
  /// @param parameters where the weights come from
  /// @param width `D`
  /// @param feedForwardWidth `F`
  /// @return the layer
  public static FeedForward of(ParameterSource parameters, long width, long feedForwardWidth) {
    return new FeedForward(
        Linear.of(parameters.at("gate_proj"), width, feedForwardWidth),
        Linear.of(parameters.at("up_proj"), width, feedForwardWidth),
        Linear.of(parameters.at("down_proj"), feedForwardWidth, width));
  }

  /// Applies the layer to each position.
  ///
  /// @param in the residual stream
  /// @return the stream behind the layer, `[B, T, D]`
  public Tensor forward(Residual in) {
    try (Scope scope = Scope.open()) {
      return scope.keep(in.plus(down, in.gated(gate, up)));
    }
  }
}
