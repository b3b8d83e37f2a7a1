package dev.yoco4j.model.accounting;

import dev.yoco4j.torch.Precision;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// How the numbers of a model's matrices are kept in memory.
///
/// | format  | layers' matrices                               | embedding and output | norms           |
/// |---------|------------------------------------------------|----------------------|-----------------|
/// | `DENSE` | the model's precision                          | the same             | the same        |
/// | `INT8`  | 1 byte a number, a scale per group             | as the layers        | the model's     |
/// | `INT4`  | half a byte a number, scale and zero per group | as in `INT8`         | the model's     |
///
/// A group is [#GROUP] inputs of one output; scales and zeros are [#SCALE_BYTES] each.
public enum WeightFormat {
  /// As trained: float32 or bfloat16.
  DENSE,
  /// 8 bits a number.
  INT8,
  /// 4 bits a number.
  INT4;

  /// Numbers of a row that share a scale.
  public static final int GROUP = 64;

  /// Size of a scale, and of a zero.
  public static final int SCALE_BYTES = 2;

  /// The name on the command line.
  ///
  /// @return `dense`, `int8` or `int4`
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Reads a format's name.
  ///
  /// @param label `dense`, `int8` or `int4`
  /// @return the format
  /// @throws IllegalArgumentException if there is none of that name; the message lists all
  public static WeightFormat of(String label) {
    return Arrays.stream(values())
        .filter(format -> format.label().equals(label.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "weights must be "
                    + Arrays.stream(values())
                        .map(WeightFormat::label)
                        .collect(Collectors.joining(", "))
                    + ", was "
                    + label));
  }

  /// The format of the embedding and of the output projection.
  WeightFormat ofVocabulary() {
    return this == INT4 ? INT8 : this;
  }

  long bytes(Matrix matrix, Precision precision) {
    long rows = Math.multiplyExact(matrix.rows(), matrix.count());
    return Math.multiplyExact(rows, rowBytes(matrix.columns(), precision));
  }

  private long rowBytes(long columns, Precision precision) {
    long groups = Math.ceilDiv(columns, GROUP);
    return switch (this) {
      case DENSE -> columns * precision.bytes();
      case INT8 -> columns + groups * SCALE_BYTES;
      case INT4 -> Math.ceilDiv(columns, 2) + groups * 2 * SCALE_BYTES;
    };
  }
}
