package dev.yoco4j.torch.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Kernels of one source, compiled for the GPU at hand and loaded into it until the process ends.
public final class CudaModule {
  private static final DriverFunction LOAD =
      CudaDriver.function("cuModuleLoadData", ADDRESS, ADDRESS);
  private static final DriverFunction FUNCTION =
      CudaDriver.function("cuModuleGetFunction", ADDRESS, JAVA_LONG, ADDRESS);
  private static final int NOT_FOUND = 500;

  private final String name;
  private final long module;

  private CudaModule(String name, long module) {
    this.name = name;
    this.module = module;
  }

  /// Compiles and loads kernels. Takes tenths of a second: do it once.
  ///
  /// @param name of the source in messages
  /// @param source CUDA C++ whose kernels are `extern "C" __global__`; CUDA's headers may be absent
  ///   where it is compiled, so it should include none
  /// @return the kernels
  /// @throws IllegalStateException if the source is wrong, with the compiler's messages, or if
  ///   there is no GPU, driver or compiler
  public static CudaModule compile(String name, String source) {
    String architecture = CudaDevice.architecture();
    return load(name, KernelCompiler.compile(name, source, architecture));
  }

  private static CudaModule load(String name, byte[] code) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment loaded = arena.allocate(JAVA_LONG);
      LOAD.call("loading " + name, loaded, arena.allocateFrom(JAVA_BYTE, code));
      return new CudaModule(name, loaded.get(JAVA_LONG, 0));
    }
  }

  /// One of the kernels.
  ///
  /// @param kernel its name in the source
  /// @return the kernel
  /// @throws IllegalArgumentException if there is none of that name
  public CudaKernel function(String kernel) {
    CudaDevice.attach();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found = arena.allocate(JAVA_LONG);
      int code = FUNCTION.code(found, module, arena.allocateFrom(kernel));
      if (code == NOT_FOUND) {
        throw new IllegalArgumentException(
            name + " has no kernel " + kernel + ": is it extern \"C\" __global__?");
      }
      CudaDriver.check(code, "cuModuleGetFunction", "looking for " + kernel + " in " + name);
      return new CudaKernel(kernel, found.get(JAVA_LONG, 0));
    }
  }
}
