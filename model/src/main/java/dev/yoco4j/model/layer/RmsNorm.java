package dev.yoco4j.model.layer;

import dev.yoco4j.model.kernel.NormKernel;
import dev.yoco4j.torch.Floats;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Root-mean-square norm: `y = x / sqrt(mean(x^2) + epsilon) * weight`, computed in float32.
///
/// @param weight `[D]`
/// @param epsilon added to the mean square
public record RmsNorm(Tensor weight, double epsilon) {
  /// Builds a norm that starts with weights of one.
  ///
  /// @param parameters where the weight comes from
  /// @param width size of the dimension normed
  /// @param epsilon added to the mean square
  /// @return the norm
  public static RmsNorm of(ParameterSource parameters, long width, double epsilon) {
    return new RmsNorm(parameters.parameter("weight", new Initial.Ones(), width), epsilon);
  }

  /// Norms the last dimension.
  ///
  /// @param x `[..., D]`
  /// @return the same shape and dtype
  public Tensor forward(Tensor x) {
    return NormKernel.takes(x)
        ? NormKernel.norm(x, weight, epsilon)
        : unweighted(x, epsilon).to(x.scalar_type()).mul(weight);
  }

  /// The norm without weights.
  ///
  /// @param x `[..., D]`
  /// @param epsilon added to the mean square
  /// @return the same shape in float32
  public static Tensor unweighted(Tensor x, double epsilon) {
    Tensor wide = Floats.float32(x);
    Tensor meanSquare = Floats.meanOfLast(wide.square()); // [..., 1]
    return wide.mul(meanSquare.add(new Scalar(epsilon)).rsqrt());
  }
}
