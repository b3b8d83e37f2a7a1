package dev.yoco4j.torch.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// NVIDIA's compiler for kernels (NVRTC). It needs no GPU.
final class KernelCompiler {
  private static final NativeLibrary LIBRARY =
      NativeLibrary.open(
          NvrtcPlaces.all(),
          "kernels can't be compiled: put the folder with libnvrtc.so.13 of CUDA 13 into"
              + " LD_LIBRARY_PATH");

  private static final NativeFunction CREATE =
      LIBRARY.function("nvrtcCreateProgram", ADDRESS, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS);
  private static final NativeFunction COMPILE =
      LIBRARY.function("nvrtcCompileProgram", JAVA_LONG, JAVA_INT, ADDRESS);
  private static final NativeFunction LOG_SIZE =
      LIBRARY.function("nvrtcGetProgramLogSize", JAVA_LONG, ADDRESS);
  private static final NativeFunction LOG =
      LIBRARY.function("nvrtcGetProgramLog", JAVA_LONG, ADDRESS);
  private static final NativeFunction CODE_SIZE =
      LIBRARY.function("nvrtcGetCUBINSize", JAVA_LONG, ADDRESS);
  private static final NativeFunction CODE = LIBRARY.function("nvrtcGetCUBIN", JAVA_LONG, ADDRESS);
  private static final NativeFunction DESTROY = LIBRARY.function("nvrtcDestroyProgram", ADDRESS);

  private final String name;
  private final Arena arena;

  private KernelCompiler(String name, Arena arena) {
    this.name = name;
    this.arena = arena;
  }

  /// Whether the compiler is installed.
  static boolean isPresent() {
    return LIBRARY.isPresent();
  }

  /// Compiles.
  ///
  /// @param name of the source in messages
  /// @param source in CUDA C++, without includes of CUDA's own headers, which may be absent
  /// @param architecture for example `sm_90`
  /// @return machine code
  /// @throws IllegalStateException if the source is wrong, with the compiler's messages, or if
  ///   there is no compiler
  static byte[] compile(String name, String source, String architecture) {
    try (Arena arena = Arena.ofConfined()) {
      return new KernelCompiler(name, arena).compile(source, architecture);
    }
  }

  private byte[] compile(String source, String architecture) {
    MemorySegment created = arena.allocate(JAVA_LONG);
    MemorySegment none = MemorySegment.NULL;
    check(
        CREATE.call(created, arena.allocateFrom(source), arena.allocateFrom(name), 0, none, none));
    long program = created.get(JAVA_LONG, 0);
    try {
      if (COMPILE.call(program, 2, options(architecture)) != 0) {
        throw new IllegalStateException(
            name + " does not compile for " + architecture + ":\n" + log(program));
      }
      return bytes(program, CODE_SIZE, CODE).toArray(JAVA_BYTE);
    } finally {
      int _ = DESTROY.call(created);
    }
  }

  private MemorySegment options(String architecture) {
    MemorySegment options = arena.allocate(ADDRESS, 2);
    options.setAtIndex(ADDRESS, 0, arena.allocateFrom("--gpu-architecture=" + architecture));
    options.setAtIndex(ADDRESS, 1, arena.allocateFrom("-default-device"));
    return options;
  }

  private String log(long program) {
    return bytes(program, LOG_SIZE, LOG).getString(0).strip();
  }

  private MemorySegment bytes(long program, NativeFunction size, NativeFunction content) {
    MemorySegment wanted = arena.allocate(JAVA_LONG);
    check(size.call(program, wanted));
    MemorySegment bytes = arena.allocate(Math.max(1, wanted.get(JAVA_LONG, 0)));
    check(content.call(program, bytes));
    return bytes;
  }

  private void check(int code) {
    if (code != 0) {
      throw new IllegalStateException(
          "compiling " + name + " failed with nvrtcResult " + code + ", see nvrtc.h");
    }
  }
}
