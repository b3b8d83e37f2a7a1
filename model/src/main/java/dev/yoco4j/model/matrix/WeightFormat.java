package dev.yoco4j.model.matrix;

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
