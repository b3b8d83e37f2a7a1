package dev.yoco4j.model.accounting;

import dev.yoco4j.model.past.PastSlot;
import dev.yoco4j.torch.Precision;
import java.util.Locale;

/// How keys and values of global slots are kept; windows stay in the model's precision, retention
/// states in float32.
///
/// | format  | bytes of one position in one slot                                           |
/// |---------|-----------------------------------------------------------------------------|
/// | `MODEL` | `2 G Dh` numbers of the model's precision                                   |
/// | `INT8`  | `2 G (Dh + 4)`: a byte a number, and one float32 scale per head for keys and for values |
public enum KeyValueFormat {
  /// In the model's precision.
  MODEL,
  /// 8 bits a number.
  INT8;

  /// The name on the command line.
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
      default ->
          throw new IllegalArgumentException(
              "kv-dtype must be model (the model's own) or int8, was " + label);
    };
  }

  long bytesPerPosition(PastSlot.Global slot, Precision precision) {
    long perHead =
        switch (this) {
          case MODEL -> (long) slot.headWidth() * precision.bytes();
          case INT8 -> slot.headWidth() + Float.BYTES;
        };
    return 2L * slot.heads() * perHead;
  }
}
