package dev.yoco4j.torch.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.bytedeco.pytorch.global.torch;

/// The GPU that libtorch uses, as the driver sees it: its state is the one that libtorch uses too.
final class CudaDevice {
  private static final int DEVICE = 0;
  private static final int MAJOR = 75;
  private static final int MINOR = 76;
  private static final int HOPPER = 9;

  private static final DriverFunction INIT = CudaDriver.function("cuInit", JAVA_INT);
  private static final DriverFunction ATTRIBUTE =
      CudaDriver.function("cuDeviceGetAttribute", ADDRESS, JAVA_INT, JAVA_INT);
  private static final DriverFunction RETAIN =
      CudaDriver.function("cuDevicePrimaryCtxRetain", ADDRESS, JAVA_INT);
  private static final DriverFunction SET_CURRENT =
      CudaDriver.function("cuCtxSetCurrent", JAVA_LONG);
  private static final DriverFunction SYNCHRONIZE = CudaDriver.function("cuCtxSynchronize");

  private static final ThreadLocal<Boolean> ATTACHED = ThreadLocal.withInitial(() -> false);
  private static long state;

  private CudaDevice() {}

  /// Makes the driver's calls of this thread mean this GPU.
  ///
  /// @throws IllegalStateException if there is no driver or no GPU
  static void attach() {
    if (!ATTACHED.get()) {
      SET_CURRENT.call("taking the GPU into use", state());
      ATTACHED.set(true);
    }
  }

  private static synchronized long state() {
    if (state == 0) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment retained = arena.allocate(JAVA_LONG);
        INIT.call("starting the driver", 0);
        RETAIN.call("taking the GPU into use", retained, DEVICE);
        state = retained.get(JAVA_LONG, 0);
      }
    }
    return state;
  }

  /// What the compiler calls its machine code. Code for this GPU alone may use what only its
  /// generation has, and is marked with an `a` where generations differ.
  ///
  /// @return for example `sm_90a`
  /// @throws IllegalStateException if there is no driver or no GPU
  static String architecture() {
    attach();
    int major = attribute(MAJOR);
    return "sm_" + major + attribute(MINOR) + (major >= HOPPER ? "a" : "");
  }

  private static int attribute(int which) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      ATTRIBUTE.call("asking what the GPU can do", value, which, DEVICE);
      return value.get(JAVA_INT, 0);
    }
  }

  /// Waits for everything that was asked of the GPU.
  ///
  /// @throws IllegalStateException if a kernel failed
  static void synchronize() {
    attach();
    SYNCHRONIZE.call("waiting for the GPU");
  }

  /// What keeps the GPU from working for this process ever again.
  ///
  /// @return the driver's words; empty while it works
  static Optional<String> failure() {
    attach();
    int _ = SYNCHRONIZE.code(); // an error that passes is told once
    int code = SYNCHRONIZE.code();
    return code == 0
        ? Optional.empty()
        : Optional.of(
            CudaDriver.message(
                code, CudaDriver.meaning(code), "cuCtxSynchronize", "waiting for the GPU"));
  }

  /// Makes libtorch take the GPU into use, which it does with the first tensor otherwise: before,
  /// it knows of no memory.
  static void startLibtorch() {
    Started.once();
  }

  private static final class Started {
    static {
      torch.globalContext().lazyInitDevice(torch.DeviceType.CUDA);
    }

    static void once() {}
  }
}
