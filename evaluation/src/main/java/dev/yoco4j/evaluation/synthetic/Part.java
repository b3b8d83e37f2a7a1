package dev.yoco4j.evaluation.synthetic;

/// The set that a document belongs to. Keys, values, words and needles are of one part only, so
/// that what is recalled in one was never seen in the other.
public enum Part {
  /// Documents to train on.
  TRAINING(0),
  /// Documents to measure with.
  HELD_OUT(1);

  private static final int OUT_OF = 4;

  /// Sets the documents of the parts apart.
  final int path;

  Part(int path) {
    this.path = path;
  }

  /// The part of a thing by its number: about a quarter is held out, spread evenly.
  ///
  /// @param number of the thing, from 0
  /// @return its part
  public static Part of(int number) {
    // SplitMix64's finaliser: neighbours go different ways.
    long z = (number + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return Long.remainderUnsigned(z ^ (z >>> 31), OUT_OF) == 0 ? HELD_OUT : TRAINING;
  }
}
