package dev.yoco4j.testkit;

import dev.yoco4j.torch.Dims;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.Scope;
import org.assertj.core.api.AbstractAssert;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Assertions on tensors, by relative RMS error: `rms(actual - expected) / rms(expected)`.
public final class TensorAssert extends AbstractAssert<TensorAssert, Tensor> {
  private TensorAssert(Tensor actual) {
    super(actual, TensorAssert.class);
  }

  /// Begins an assertion.
  ///
  /// @param actual the tensor
  /// @return the assertion
  public static TensorAssert assertThatTensor(Tensor actual) {
    return new TensorAssert(actual);
  }

  /// Requires the same shape and a relative RMS error of at most a tolerance, wherever both are.
  ///
  /// @param expected the tensor wanted
  /// @param tolerance an entry of [Tolerances]
  /// @return this
  public TensorAssert isCloseTo(Tensor expected, double tolerance) {
    if (!Dims.sizesOf(actual).equals(Dims.sizesOf(expected))) {
      throw failure("expected shape %s but was %s", Dims.sizesOf(expected), Dims.sizesOf(actual));
    }
    double error = relativeError(expected);
    if (!(error <= tolerance)) {
      throw failure("expected a relative RMS error of at most %s but was %s", tolerance, error);
    }
    return this;
  }

  /// Requires the same shape, dtype and bits.
  ///
  /// @param expected the tensor wanted
  /// @return this
  public TensorAssert isIdenticalTo(Tensor expected) {
    if (!Dims.sizesOf(actual).equals(Dims.sizesOf(expected)) || !actual.equal(expected)) {
      throw failure(
          "expected identical tensors, relative RMS error is %s", relativeError(expected));
    }
    return this;
  }

  private double relativeError(Tensor expected) {
    try (Scope _ = Scope.open()) {
      Tensor want = expected.cpu().to(ScalarType.Double);
      Tensor got = actual.cpu().to(ScalarType.Double);
      double error = Math.sqrt(Floats.number(want.sub(got).square().mean()));
      double size = Math.sqrt(Floats.number(want.square().mean()));
      return size == 0 ? error : error / size;
    }
  }
}
