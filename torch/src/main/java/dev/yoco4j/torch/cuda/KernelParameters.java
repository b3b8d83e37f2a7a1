package dev.yoco4j.torch.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// What a kernel wants to be launched with: a launch with less would read memory of nobody.
///
/// @param count parameters
/// @param wide a bit for each, set where it has eight bytes and not four
/// @param maps a bit for each, set where it is a [TensorMap]
record KernelParameters(int count, long wide, long maps) {
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
      long maps = 0;
      for (int i = 0; ; i++) {
        int code = PARAMETER.code(function, (long) i, offset, bytes);
        if (code == NO_SUCH_PARAMETER) {
          return new KernelParameters(i, wide, maps);
        }
        CudaDriver.check(code, "cuFuncGetParamInfo", "looking at the parameters of " + kernel);
        long size = bytes.get(JAVA_LONG, 0);
        checkSize(kernel, i, size);
        wide |= size == Long.BYTES ? 1L << i : 0;
        maps |= size == TensorMap.BYTES ? 1L << i : 0;
      }
    }
  }

  private static void checkSize(String kernel, int parameter, long bytes) {
    boolean possible = bytes == Integer.BYTES || bytes == Long.BYTES || bytes == TensorMap.BYTES;
    if (parameter >= ThreadMemory.ARGUMENTS || !possible) {
      throw new IllegalArgumentException(
          "parameter %d of kernel %s has %d bytes; there may be %d parameters of 4, 8 or 128 bytes"
              .formatted(parameter, kernel, bytes, ThreadMemory.ARGUMENTS));
    }
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
    long wrong = (arguments.wide() ^ wide) | (arguments.maps() ^ maps);
    if (wrong != 0) {
      int index = Long.numberOfTrailingZeros(wrong);
      throw new IllegalArgumentException(
          "argument " + index + " of kernel " + kernel + " must have " + bytes(index) + " bytes");
    }
  }

  private long bytes(int parameter) {
    if ((maps >>> parameter & 1) == 1) {
      return TensorMap.BYTES;
    }
    return (wide >>> parameter & 1) == 1 ? Long.BYTES : Integer.BYTES;
  }
}
