package dev.yoco4j.model.matrix;

/// How a quantised matrix lies in memory: blocks of outputs, in them groups of inputs, in them one
/// line per input (8 bits) or per two inputs (4 bits), as long as the block is wide.
///
/// A line is what the loops over it need: neighbours in memory belong to neighbouring outputs, so
/// nothing has to be summed across a register. Missing outputs and inputs are zeros.
///
/// @param format INT8 or INT4
/// @param out rows of the matrix
/// @param in columns of the matrix
/// @param blocks number of blocks
/// @param width outputs per block, a multiple of 16
/// @param groups groups of inputs
record GroupLayout(WeightFormat format, long out, long in, int blocks, int width, int groups) {
  /// Inputs that share a factor.
  static final int GROUP = 64;

  private static final int WIDEST = 1024;
  private static final int LANES = 16;

  static GroupLayout of(WeightFormat format, long out, long in) {
    if (format != WeightFormat.INT8 && format != WeightFormat.INT4) {
      throw new IllegalArgumentException(format.label() + " is not a format of integers");
    }
    int blocks = Math.toIntExact(Math.ceilDiv(out, WIDEST));
    int width = Math.toIntExact(Math.ceilDiv(Math.ceilDiv(out, blocks), LANES) * LANES);
    return new GroupLayout(
        format, out, in, blocks, width, Math.toIntExact(Math.ceilDiv(in, GROUP)));
  }

  /// Lines of a group.
  int lines() {
    return format == WeightFormat.INT8 ? GROUP : GROUP / 2;
  }

  /// The largest integer; the smallest is its negative.
  int largest() {
    return format == WeightFormat.INT8 ? 127 : 7;
  }

  /// What integers and factors take.
  long bytes() {
    long perGroup = (long) width * (lines() + Float.BYTES);
    return Math.multiplyExact((long) blocks * groups, perGroup);
  }

  int paddedOut() {
    return blocks * width;
  }

  int paddedIn() {
    return groups * GROUP;
  }
}
