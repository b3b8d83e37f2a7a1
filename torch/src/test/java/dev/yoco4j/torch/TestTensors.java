package dev.yoco4j.torch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Tensors for tests, and their comparison bit by bit: NaNs count as equal to themselves.
public final class TestTensors {
  private TestTensors() {}

  /// A contiguous tensor of random bits.
  public static Tensor random(RandomGenerator random, ScalarType dtype, Long... shape) {
    List<Long> sizes = List.of(shape);
    List<Long> strides = TensorMemory.contiguousStrides(sizes);
    byte[] bytes = new byte[Math.toIntExact(TensorMemory.span(dtype, sizes, strides))];
    random.nextBytes(bytes);
    if (dtype == ScalarType.Bool) {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] &= 1;
      }
    }
    return TensorMemory.copy(MemorySegment.ofArray(bytes), dtype, sizes, strides);
  }

  /// Type, sizes and bits of a tensor, as text that can be compared.
  public static String content(Tensor tensor) {
    try (var _ = Scope.open()) {
      Tensor dense = tensor.detach().cpu().contiguous();
      byte[] bytes = TensorMemory.bytes(dense).toArray(ValueLayout.JAVA_BYTE);
      return dense.scalar_type() + shape(dense).toString() + HexFormat.of().formatHex(bytes);
    }
  }

  /// The sizes of a tensor.
  public static List<Long> shape(Tensor tensor) {
    List<Long> shape = new ArrayList<>();
    for (int i = 0; i < tensor.dim(); i++) {
      shape.add(tensor.size(i));
    }
    return shape;
  }

  /// Reads every element, which ends the process if one lies outside its memory.
  public static void touch(Tensor tensor) {
    try (var _ = Scope.open()) {
      Tensor dense = tensor.contiguous();
      if (dense.nbytes() != dense.numel() * torch.elementSize(dense.scalar_type())) {
        throw new AssertionError("a tensor of " + dense.nbytes() + " bytes");
      }
      TensorMemory.bytes(dense).toArray(ValueLayout.JAVA_BYTE);
    }
  }
}
