package dev.yoco4j.model.layer;

import static org.bytedeco.pytorch.global.torch.linear;

import org.bytedeco.pytorch.Tensor;

/// A projection without bias: `y = x W^T`.
///
/// @param weight `[out, in]`
public record Linear(Tensor weight) {
  /// Builds a projection that starts as torch's own do: uniform within `1 / sqrt(in)`.
  ///
  /// @param parameters where the weight comes from
  /// @param in width of the input
  /// @param out width of the output
  /// @return the projection
  public static Linear of(ParameterSource parameters, long in, long out) {
    return of(parameters, in, out, new Initial.KaimingUniform());
  }

  /// Builds a projection with a start of its own.
  ///
  /// @param parameters where the weight comes from
  /// @param in width of the input
  /// @param out width of the output
  /// @param initial how a fresh weight starts
  /// @return the projection
  public static Linear of(ParameterSource parameters, long in, long out, Initial initial) {
    return new Linear(parameters.parameter("weight", initial, out, in));
  }

  /// Projects the last dimension.
  ///
  /// @param x `[..., in]`
  /// @return `[..., out]`
  public Tensor forward(Tensor x) {
    return linear(x, weight);
  }
}
