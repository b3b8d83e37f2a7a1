package dev.yoco4j.torch.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// What a kernel wants to be launched with: a launch with less would read memory of nobody.
///
/// @param count parameters
/// @param wide a bit for each, set where it has eight bytes and not four
record KernelParameters(int count, long wide) {
  private static final DriverFunction PARAMETER =
      CudaDriver.function("cuFuncGetParamInfo", JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS);
  private static final int NO_SUCH_PARAMETER = 1;

  /// Asks the driver.
  ///
  /// @param kernel its name
  /// @param function its handle
  /// @return its parameters
  static KernelParameters of(String kernel, long function) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment offset = arena.allocate(JAVA_LONG);
      MemorySegment bytes = arena.allocate(JAVA_LONG);
      long wide = 0;
      for (int i = 0; ; i++) {
        int code = PARAMETER.code(function, (long) i, offset, bytes);
        if (code == NO_SUCH_PARAMETER) {
          return new KernelParameters(i, wide);
        }
        CudaDriver.check(code, "cuFuncGetParamInfo", "looking at the parameters of " + kernel);
        wide |= isWide(kernel, i, bytes.get(JAVA_LONG, 0)) ? 1L << i : 0;
      }
    }
  }

  private static boolean isWide(String kernel, int parameter, long bytes) {
    if (parameter >= ThreadMemory.ARGUMENTS || (bytes != Integer.BYTES && bytes != Long.BYTES)) {
      throw new IllegalArgumentException(
          "parameter %d of kernel %s has %d bytes; there may be %d parameters of 4 or 8 bytes"
              .formatted(parameter, kernel, bytes, ThreadMemory.ARGUMENTS));
    }
    return bytes == Long.BYTES;
  }

  /// Checks that arguments fit.
  ///
  /// @param kernel its name
  /// @param arguments for it
  /// @throws IllegalArgumentException if they don't
  void check(String kernel, KernelArguments arguments) {
    if (arguments.count() != count) {
      throw new IllegalArgumentException(
          "kernel " + kernel + " takes " + count + " arguments, got " + arguments.count());
    }
    if (arguments.wide() != wide) {
      int wrong = Long.numberOfTrailingZeros(arguments.wide() ^ wide);
      int bytes = (wide >>> wrong & 1) == 1 ? Long.BYTES : Integer.BYTES;
      throw new IllegalArgumentException(
          "argument " + wrong + " of kernel " + kernel + " must have " + bytes + " bytes");
    }
  }
}
