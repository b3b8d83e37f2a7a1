package dev.yoco4j.model.layer;

import static org.bytedeco.pytorch.global.torch.rms_norm;

import dev.yoco4j.model.kernel.NormKernel;
import dev.yoco4j.torch.Floats;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/// Root-mean-square norm: `y = x / sqrt(mean(x^2) + epsilon) * weight`, computed in float32.
///
/// On a GPU libtorch's fused kernels compute it, forward and backward: each reads its inputs once,
/// and what is kept for the gradient is `x` itself and a number for each row, where the written-out
/// form passes over float32 copies ten times and keeps them.
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
    if (NormKernel.takes(x)) {
      return NormKernel.norm(x, weight, epsilon);
    }
    return x.is_cuda()
        ? fused(x, new TensorOptional(weight), epsilon)
        : unweighted(x, epsilon).mul(weight);
  }

  /// The norm without weights.
  ///
  /// @param x `[..., D]`
  /// @param epsilon added to the mean square
  /// @return the same shape and dtype
  public static Tensor unweighted(Tensor x, double epsilon) {
    if (x.is_cuda()) {
      return fused(x, new TensorOptional(), epsilon);
    }
    Tensor wide = Floats.float32(x);
    Tensor meanSquare = Floats.meanOfLast(wide.square()); // [..., 1]
    return wide.mul(meanSquare.add(new Scalar(epsilon)).rsqrt()).to(x.scalar_type());
  }

  private static Tensor fused(Tensor x, TensorOptional weight, double epsilon) {
    return rms_norm(x, new long[] {x.size(-1)}, weight, new DoubleOptional(epsilon));
  }
}
