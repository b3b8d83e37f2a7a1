package dev.yoco4j.torch.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.stream.Stream;

/// NVIDIA's driver: where its functions are, and what its codes mean.
final class CudaDriver {
  /// The code for a size that the device has no memory for.
  static final int OUT_OF_MEMORY = 2;

  private static final int LONGEST_TEXT = 4096;

  private static final NativeLibrary LIBRARY =
      NativeLibrary.open(
          Stream.of("libcuda.so.1", "nvcuda"),
          "there is no NVIDIA driver: install one that has libcuda.so.1");

  private static final NativeFunction ERROR_NAME =
      LIBRARY.function("cuGetErrorName", JAVA_INT, ADDRESS);
  private static final NativeFunction ERROR_TEXT =
      LIBRARY.function("cuGetErrorString", JAVA_INT, ADDRESS);

  private CudaDriver() {}

  /// Whether there is a driver.
  static boolean isPresent() {
    return LIBRARY.isPresent();
  }

  /// Binds a function.
  ///
  /// @param name its symbol
  /// @param arguments their types
  /// @return the function
  static DriverFunction function(String name, MemoryLayout... arguments) {
    return new DriverFunction(LIBRARY.function(name, arguments));
  }

  /// Binds a function whose calls must be fast; they check its code themselves.
  ///
  /// @param name its symbol
  /// @param arguments their types
  /// @return a handle that returns an `int`
  static MethodHandle fast(String name, MemoryLayout... arguments) {
    return LIBRARY.handle(name, FunctionDescriptor.of(JAVA_INT, arguments));
  }

  /// Checks a function's code.
  ///
  /// @param code 0 for success
  /// @param function its name
  /// @param attempted what for
  /// @throws IllegalStateException if it failed
  static void check(int code, String function, String attempted) {
    if (code != 0) {
      throw failure(code, function, attempted);
    }
  }

  /// What to throw for a code.
  ///
  /// @param code of a failure
  /// @param function that returned it
  /// @param attempted what for
  /// @return the exception
  static IllegalStateException failure(int code, String function, String attempted) {
    return new IllegalStateException(message(code, meaning(code), function, attempted));
  }

  /// The driver's words for a code.
  static String meaning(int code) {
    return text(ERROR_NAME, code) + ", " + text(ERROR_TEXT, code);
  }

  /// The words for a failure.
  static String message(int code, String meaning, String function, String attempted) {
    return "CUDA failed while " + attempted + ": " + function + ": " + meaning + " (" + code + ")";
  }

  @SuppressWarnings("restricted") // the driver's text ends with a zero
  private static String text(NativeFunction function, int code) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(ADDRESS);
      if (function.call(code, text) != 0) {
        return "unknown error";
      }
      return text.get(ADDRESS, 0).reinterpret(LONGEST_TEXT).getString(0);
    }
  }
}
