package dev.yoco4j.torch;

import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The number format of weights and activations.
///
/// Norms, decays, retention states, softmax statistics and losses are float32 in either.
public enum Precision {
  /// IEEE single precision, 4 bytes.
  FLOAT32(ScalarType.Float, 4),
  /// The upper half of float32, 2 bytes.
  BFLOAT16(ScalarType.BFloat16, 2);

  private final ScalarType scalarType;
  private final int bytes;

  Precision(ScalarType scalarType, int bytes) {
    this.scalarType = scalarType;
    this.bytes = bytes;
  }

  /// libtorch's name of the format.
  ///
  /// @return the scalar type
  public ScalarType scalarType() {
    return scalarType;
  }

  /// Size of one number.
  ///
  /// @return bytes
  public int bytes() {
    return bytes;
  }

  /// Options for tensors of this format, in the current scope.
  ///
  /// @return options without gradient on the CPU
  public TensorOptions options() {
    return new TensorOptions(scalarType);
  }

  /// The name in files and on the command line.
  ///
  /// @return `float32` or `bfloat16`
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Reads a format's name.
  ///
  /// @param label `float32`, `fp32`, `bfloat16` or `bf16`
  /// @return the format
  /// @throws IllegalArgumentException if there is none of that name
  public static Precision of(String label) {
    return switch (label.toLowerCase(Locale.ROOT)) {
      case "float32", "fp32", "f32" -> FLOAT32;
      case "bfloat16", "bf16" -> BFLOAT16;
      default ->
          throw new IllegalArgumentException("dtype must be float32 or bfloat16, was " + label);
    };
  }

  /// The format of a tensor.
  ///
  /// @param tensor a tensor of floating-point numbers
  /// @return its format
  /// @throws IllegalArgumentException if it is neither
  public static Precision of(Tensor tensor) {
    return Arrays.stream(values())
        .filter(p -> p.scalarType.intern() == tensor.scalar_type().intern())
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "dtype " + tensor.scalar_type().intern() + " is not a model's"));
  }
}
