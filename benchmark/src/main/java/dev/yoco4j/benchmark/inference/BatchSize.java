package dev.yoco4j.benchmark.inference;

import dev.yoco4j.model.layer.Checks;
import java.util.Locale;

/// How many sequences are decoded together.
public sealed interface BatchSize {
  /// A number.
  ///
  /// @param sequences at least 1
  record Fixed(long sequences) implements BatchSize {
    /// Checks the bound.
    public Fixed {
      Checks.atLeastOne("batch size", sequences);
    }

    @Override
    public String label() {
      return Long.toString(sequences);
    }
  }

  /// The largest power of two whose pasts fit in memory and whose steps fit in the time.
  record Largest() implements BatchSize {
    @Override
    public String label() {
      return "max";
    }
  }

  /// How it is written on the command line.
  ///
  /// @return a number, or `max`
  String label();

  /// Reads a batch size.
  ///
  /// @param text a number, or `max`
  /// @return the size
  /// @throws IllegalArgumentException if it is neither
  static BatchSize of(String text) {
    if (text.strip().toLowerCase(Locale.ROOT).equals("max")) {
      return new Largest();
    }
    if (!text.strip().matches("\\d{1,9}")) {
      throw new IllegalArgumentException("batch size must be a number or max, was " + text);
    }
    return new Fixed(Long.parseLong(text.strip()));
  }
}
