package dev.yoco4j.torch.cuda;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.MethodHandle;

/// A function that many threads of the GPU run at once.
public final class CudaKernel {
  private static final MethodHandle LAUNCH =
      CudaDriver.fast(
          "cuLaunchKernel",
          JAVA_LONG,
          JAVA_INT,
          JAVA_INT,
          JAVA_INT,
          JAVA_INT,
          JAVA_INT,
          JAVA_INT,
          JAVA_INT,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG);
  private static final DriverFunction SET_ATTRIBUTE =
      CudaDriver.function("cuFuncSetAttribute", JAVA_LONG, JAVA_INT, JAVA_INT);
  private static final int MAX_DYNAMIC_SHARED_BYTES = 8;

  /// What every kernel may share without asking.
  private static final int SHARED_BYTES = 32 * 1024;

  private final String name;
  private final long function;
  private final KernelParameters parameters;
  private volatile int granted = SHARED_BYTES;

  CudaKernel(String name, long function) {
    this.name = name;
    this.function = function;
    parameters = KernelParameters.of(name, function);
  }

  /// Asks the GPU to run it after what this thread's stream has been asked for before, and does not
  /// wait.
  ///
  /// What goes wrong while it runs appears later, at the latest in
  /// [dev.yoco4j.torch.Device#synchronize].
  ///
  /// @param grid how many threads run it
  /// @param arguments of the types of its parameters
  /// @throws IllegalArgumentException if number or sizes of the arguments differ from those of the
  ///   parameters
  /// @throws IllegalStateException if the GPU can't start it; the message names kernel and grid
  public void launch(LaunchGrid grid, KernelArguments arguments) {
    parameters.check(name, arguments);
    if (grid.sharedBytes() > granted) {
      grant(grid);
    }
    ThreadMemory memory = ThreadMemory.get();
    arguments.copyTo(memory.values(), memory.addresses());
    int code = launch(grid, CudaStreams.handle(), memory.addresses().address());
    if (code != 0) {
      throw CudaDriver.failure(code, "cuLaunchKernel", "launching " + name + " on " + grid);
    }
  }

  private int launch(LaunchGrid grid, long stream, long addresses) {
    try {
      return (int)
          LAUNCH.invokeExact(
              function,
              grid.x(),
              grid.y(),
              grid.z(),
              grid.threads(),
              1,
              1,
              grid.sharedBytes(),
              stream,
              addresses,
              0L);
    } catch (Throwable e) {
      throw NativeLibrary.broken(e);
    }
  }

  private synchronized void grant(LaunchGrid grid) {
    CudaDevice.attach();
    SET_ATTRIBUTE.call(
        "sharing memory for " + name + " on " + grid,
        function,
        MAX_DYNAMIC_SHARED_BYTES,
        grid.sharedBytes());
    granted = Math.max(granted, grid.sharedBytes());
  }
}
