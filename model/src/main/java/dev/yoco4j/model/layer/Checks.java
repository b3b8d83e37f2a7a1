package dev.yoco4j.model.layer;

/// The bounds that configurations share, with one wording.
public final class Checks {
  /// Most layers of a model: more is a lie in a file, on which building would take for ever.
  private static final int MOST_LAYERS = 10_000;

  private Checks() {}

  /// Requires a count of at least one.
  ///
  /// @param name what the message calls it
  /// @param value the count
  /// @throws IllegalArgumentException if it is below 1
  public static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, was " + value);
    }
  }

  /// Requires a count to divide another.
  ///
  /// @param name what the message calls the divisor
  /// @param divisor at least 1
  /// @param ofName what the message calls the other
  /// @param of a multiple of the divisor
  /// @throws IllegalArgumentException if it does not divide
  public static void divides(String name, long divisor, String ofName, long of) {
    atLeastOne(name, divisor);
    if (of % divisor != 0) {
      throw new IllegalArgumentException(
          name + " must divide " + ofName + " " + of + ", was " + divisor);
    }
  }

  /// Requires the width of a head whose numbers turn in pairs.
  ///
  /// @param name what the message calls it
  /// @param width the width
  /// @throws IllegalArgumentException if it is odd or below 2
  public static void rotaryWidth(String name, int width) {
    if (width < 2 || width % 2 != 0) {
      throw new IllegalArgumentException(name + " must be even for rotary positions, was " + width);
    }
  }

  /// Requires a number above 0.
  ///
  /// @param name what the message calls it
  /// @param value the number
  /// @throws IllegalArgumentException if it is 0, negative, infinite or NaN
  public static void positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be above 0, was " + value);
    }
  }

  /// Requires a believable number of layers.
  ///
  /// @param name what the message calls it
  /// @param layers the number
  /// @throws IllegalArgumentException if it is above 10,000
  public static void believable(String name, long layers) {
    if (layers > MOST_LAYERS) {
      throw new IllegalArgumentException(
          name + " must be at most " + MOST_LAYERS + ", was " + layers);
    }
  }
}
