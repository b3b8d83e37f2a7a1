package dev.yoco4j.model.matrix;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The innermost loops of products with quantised matrices: four inputs times one block of outputs,
/// added to the outputs in float32.
///
/// The JVM's compiler turns them into the processor's vector instructions as long as each is a loop
/// over neighbours without a condition, with stores to one array and loads from no other array of
/// the same type, without operations on bits, and without bytes and factors in one loop. Measure
/// after each change: what is not vectorised is ten times slower.
final class LineMath {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  /// Added and subtracted, it rounds a small float32 to an integer: `1.5 * 2^23`.
  private static final float ROUNDING = 12_582_912f;

  private LineMath() {}

  /// Adds `x_0 q_0 + .. + x_3 q_3` to each output, from four lines of 8 bits.
  ///
  /// @param values holds the lines one after the other
  /// @param line the first byte of the first line
  /// @param width bytes of a line, and outputs
  /// @param x holds four inputs
  /// @param from index of the first
  /// @param y holds the outputs
  /// @param to index of the first
  static void addInt8(
      MemorySegment values, long line, int width, float[] x, int from, float[] y, int to) {
    float x0 = x[from];
    float x1 = x[from + 1];
    float x2 = x[from + 2];
    float x3 = x[from + 3];
    long line1 = line + width;
    long line2 = line1 + width;
    long line3 = line2 + width;
    for (int o = 0; o < width; o++) {
      y[to + o] +=
          x0 * values.get(BYTE, line + o)
              + x1 * values.get(BYTE, line1 + o)
              + x2 * values.get(BYTE, line2 + o)
              + x3 * values.get(BYTE, line3 + o);
    }
  }

  /// As [#addInt8], from two lines of pairs of 4 bits.
  ///
  /// A byte is `low + 16 high`: rounding a sixteenth of it gives `high`, as `low` is never 8.
  static void addInt4(
      MemorySegment values, long line, int width, float[] x, int from, float[] y, int to) {
    float x0 = x[from];
    float x1 = x[from + 1] - 16 * x0;
    float x2 = x[from + 2];
    float x3 = x[from + 3] - 16 * x2;
    for (int o = 0; o < width; o++) {
      float first = values.get(BYTE, line + o);
      float second = values.get(BYTE, line + width + o);
      float firstHigh = first * 0.0625f + ROUNDING - ROUNDING;
      float secondHigh = second * 0.0625f + ROUNDING - ROUNDING;
      y[to + o] += x0 * first + x1 * firstHigh + x2 * second + x3 * secondHigh;
    }
  }

  /// Adds numbers to numbers in native memory.
  ///
  /// @param y the numbers to add
  /// @param from index of the first
  /// @param sums holds what they are added to
  /// @param at the first one's byte
  /// @param width how many
  static void add(float[] y, int from, MemorySegment sums, long at, int width) {
    for (int o = 0; o < width; o++) {
      sums.set(FLOAT, at + 4L * o, sums.get(FLOAT, at + 4L * o) + y[from + o]);
    }
  }

  /// Multiplies outputs by factors.
  ///
  /// @param factors holds them
  /// @param at the first one's byte
  /// @param width how many
  /// @param y holds the outputs
  /// @param to index of the first
  static void multiply(MemorySegment factors, long at, int width, float[] y, int to) {
    for (int o = 0; o < width; o++) {
      y[to + o] *= factors.get(FLOAT, at + 4L * o);
    }
  }

  /// Counts outputs in another group's steps: multiplies by `old / new`.
  ///
  /// @param factors holds both
  /// @param old the first byte of the old ones
  /// @param now the first byte of the new ones
  /// @param width how many
  /// @param y holds the outputs
  /// @param to index of the first
  static void convert(MemorySegment factors, long old, long now, int width, float[] y, int to) {
    for (int o = 0; o < width; o++) {
      y[to + o] *= factors.get(FLOAT, old + 4L * o) / factors.get(FLOAT, now + 4L * o);
    }
  }
}
