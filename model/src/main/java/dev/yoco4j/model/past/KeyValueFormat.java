package dev.yoco4j.model.past;

import dev.yoco4j.torch.Precision;
import java.util.Locale;

/// How keys and values of global slots are kept between calls.
public enum KeyValueFormat {
  /// As the model computes them.
  MODEL,
  /// One byte a number, and a float32 scale per position and head ([Quantized]).
  INT8;

  /// Memory of the keys and values of one position in one slot.
  ///
  /// @param slot its heads
  /// @param precision the model's number format
  /// @return bytes
  public long bytesPerPosition(PastSlot.Global slot, Precision precision) {
    long perHead =
        switch (this) {
          case MODEL -> (long) slot.headWidth() * precision.bytes();
          case INT8 -> (long) slot.headWidth() + Float.BYTES;
        };
    return 2L * slot.heads() * perHead;
  }

  /// Tensors that keys and values of one slot are kept in.
  ///
  /// @return count
  public int tensors() {
    return switch (this) {
      case MODEL -> 2;
      case INT8 -> 4; // codes and scales
    };
  }

  /// The name in files and on the command line.
  ///
  /// @return `model` or `int8`
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Reads a format's name.
  ///
  /// @param label `model` or `int8`
  /// @return the format
  /// @throws IllegalArgumentException if there is none of that name
  public static KeyValueFormat of(String label) {
    return switch (label.toLowerCase(Locale.ROOT)) {
      case "model" -> MODEL;
      case "int8" -> INT8;
      default -> throw new IllegalArgumentException("kv-dtype must be model or int8, was " + label);
    };
  }
}
