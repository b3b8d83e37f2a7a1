package dev.yoco4j.model.layer;

import dev.yoco4j.model.matrix.DenseMatrix;
import dev.yoco4j.model.matrix.Matrix;
import org.bytedeco.pytorch.Tensor;

/// A projection without bias: `y = x W^T`.
///
/// @param matrix the weight `[out, in]`, in any form
public record Linear(Matrix matrix) {
  /// A projection with a dense weight.
  ///
  /// @param weight `[out, in]`
  public Linear(Tensor weight) {
    this(new DenseMatrix(weight));
  }

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
    return new Linear(parameters.matrix("weight", initial, out, in));
  }

  /// Builds a projection that stays dense in every format, for what is small and decides much.
  ///
  /// @param parameters where the weight comes from
  /// @param in width of the input
  /// @param out width of the output
  /// @param initial how a fresh weight starts
  /// @return the projection
  public static Linear dense(ParameterSource parameters, long in, long out, Initial initial) {
    return new Linear(parameters.parameter("weight", initial, out, in));
  }

  /// The weight to train, and to write.
  ///
  /// @return `[out, in]`
  /// @throws IllegalStateException if it is held in a form for running only
  public Tensor weight() {
    return matrix.dense();
  }

  /// Projects the last dimension.
  ///
  /// @param x `[..., in]`
  /// @return `[..., out]`
  public Tensor forward(Tensor x) {
    return matrix.product(x);
  }
}
