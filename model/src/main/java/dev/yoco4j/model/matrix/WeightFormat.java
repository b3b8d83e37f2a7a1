package dev.yoco4j.model.matrix;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// The form in which a model's matrices are held.
public enum WeightFormat {
  /// As they are stored, to be trained or run.
  DENSE,
  /// For running: bfloat16 is laid out for the processor's products, float32 stays as it is.
  PACKED,
  /// For running: integers of 8 bits, rounded once when the model is loaded.
  INT8,
  /// For running: integers of 4 bits, rounded once when the model is loaded.
  INT4;

  /// The name on the command line.
  ///
  /// @return `dense`, `packed`, `int8` or `int4`
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The form that a device has for this one.
  ///
  /// @param device where the matrix will be
  /// @return dense for packed on a GPU, which needs no other order; else the same
  /// @throws IllegalArgumentException if the device has none
  public WeightFormat on(Device device) {
    return switch (device) {
      case CPU -> this;
      case CUDA ->
          switch (this) {
            case DENSE, PACKED -> DENSE;
            case INT8, INT4 ->
                throw new IllegalArgumentException(
                    "weights can be %s on the CPU only; on cuda give --weights dense"
                        .formatted(label()));
          };
    };
  }

  /// What one matrix takes.
  ///
  /// @param out its rows
  /// @param in its columns
  /// @param precision of dense weights
  /// @return bytes, factors of quantised ones and what fills their blocks included
  /// @throws ArithmeticException if they exceed what a long holds
  public long bytes(long out, long in, Precision precision) {
    return switch (this) {
      case DENSE, PACKED -> Math.multiplyExact(Math.multiplyExact(out, in), precision.bytes());
      case INT8, INT4 -> GroupLayout.of(this, out, in).bytes();
    };
  }

  /// Reads a format's name.
  ///
  /// @param label what [#label] gives, in any case
  /// @return the format
  /// @throws IllegalArgumentException if there is none of that name
  public static WeightFormat of(String label) {
    return Arrays.stream(values())
        .filter(format -> format.label().equals(label.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "weights must be one of %s, was %s"
                    .formatted(
                        Arrays.stream(values())
                            .map(WeightFormat::label)
                            .collect(Collectors.joining(", ")),
                        label)));
  }
}
