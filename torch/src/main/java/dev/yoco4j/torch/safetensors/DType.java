package dev.yoco4j.torch.safetensors;

import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The element types of safetensors that libtorch computes with.
///
/// The order is that of the reference implementation, which lays tensors out by it, last first.
public enum DType {
  /// One byte, 0 or 1.
  BOOL(ScalarType.Bool, 1),
  /// Unsigned, 8 bits.
  U8(ScalarType.Byte, 1),
  /// Signed, 8 bits.
  I8(ScalarType.Char, 1),
  /// Signed, 16 bits.
  I16(ScalarType.Short, 2),
  /// Unsigned, 16 bits; libtorch has few operators for it.
  U16(ScalarType.UInt16, 2),
  /// IEEE 754 half precision.
  F16(ScalarType.Half, 2),
  /// The upper half of a float32.
  BF16(ScalarType.BFloat16, 2),
  /// Signed, 32 bits.
  I32(ScalarType.Int, 4),
  /// Unsigned, 32 bits; libtorch has few operators for it.
  U32(ScalarType.UInt32, 4),
  /// IEEE 754 single precision.
  F32(ScalarType.Float, 4),
  /// IEEE 754 double precision.
  F64(ScalarType.Double, 8),
  /// Signed, 64 bits.
  I64(ScalarType.Long, 8),
  /// Unsigned, 64 bits; libtorch has few operators for it.
  U64(ScalarType.UInt64, 8);

  private final ScalarType scalarType;
  private final int bytes;

  DType(ScalarType scalarType, int bytes) {
    this.scalarType = scalarType;
    this.bytes = bytes;
  }

  /// The same type as libtorch calls it.
  ///
  /// @return the type
  public ScalarType scalarType() {
    return scalarType;
  }

  /// The bytes of one element.
  ///
  /// @return 1, 2, 4 or 8
  public int bytes() {
    return bytes;
  }

  /// The type that holds a type of libtorch.
  ///
  /// @param scalarType the type in libtorch
  /// @return the type here, empty if safetensors or this project has none
  public static Optional<DType> of(ScalarType scalarType) {
    ScalarType known = scalarType.intern();
    return Arrays.stream(values()).filter(d -> d.scalarType == known).findFirst();
  }

  static Optional<DType> named(String name) {
    return Arrays.stream(values()).filter(d -> d.name().equals(name)).findFirst();
  }
}
