package dev.yoco4j.evaluation.task;

import java.nio.charset.StandardCharsets;

/// What a log-probability is divided by before the largest is taken.
public enum Normalisation {
  /// Nothing: `acc`.
  NONE("acc"),
  /// Bytes of the answer in UTF-8.
  BYTES("acc_norm_bytes"),
  /// Characters of the answer without space around it, as the YOCO reference counts.
  CHARACTERS("acc_norm_chars");

  private final String label;

  Normalisation(String label) {
    this.label = label;
  }

  /// The name in results.
  ///
  /// @return such as `acc`
  public String label() {
    return label;
  }

  double length(Alternative alternative) {
    return switch (this) {
      case NONE -> 1;
      case BYTES -> alternative.answer().getBytes(StandardCharsets.UTF_8).length;
      case CHARACTERS -> PythonText.length(PythonText.strip(alternative.answer()));
    };
  }
}
