package dev.yoco4j.torch;

import java.lang.foreign.ValueLayout;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Calls on floating-point tensors that the binding makes long.
public final class Floats {
  private static final long[] LAST = {-1};

  private Floats() {}

  /// The tensor in float32; the same tensor if it is already.
  ///
  /// @param tensor any shape and dtype
  /// @return float32
  public static Tensor float32(Tensor tensor) {
    return tensor.to(ScalarType.Float);
  }

  /// No wish for a memory format, where the binding demands an argument.
  ///
  /// @return an empty optional
  public static MemoryFormatOptional anyFormat() {
    return new MemoryFormatOptional();
  }

  /// The mean over the last dimension, which stays with size 1.
  ///
  /// @param tensor `[..., D]`
  /// @return `[..., 1]`
  public static Tensor meanOfLast(Tensor tensor) {
    return tensor.mean(LAST, true, new ScalarTypeOptional());
  }

  /// The one number of a tensor.
  ///
  /// @param tensor of one element
  /// @return its value
  public static double number(Tensor tensor) {
    return tensor.to(ScalarType.Double).item_double();
  }

  /// All numbers of a tensor, brought to the host at once.
  ///
  /// @param tensor any shape, dtype and device
  /// @return its values, row by row
  public static double[] numbers(Tensor tensor) {
    Tensor doubles = Device.CPU.move(tensor.to(ScalarType.Double)).contiguous();
    return TensorMemory.bytes(doubles).toArray(ValueLayout.JAVA_DOUBLE);
  }

  /// The largest absolute difference of two tensors.
  ///
  /// @param a any shape
  /// @param b the same shape
  /// @return the difference, NaN if any entry is NaN
  public static double largestDifference(Tensor a, Tensor b) {
    try (Scope _ = Scope.open()) {
      return number(a.to(ScalarType.Double).sub(b.to(ScalarType.Double)).abs().max());
    }
  }
}
