package dev.yoco4j.torch.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.yoco4j.torch.cuda.CudaFacts.Libraries;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch_cuda;

/// libtorch's libraries for CUDA, and NVIDIA's that they need.
final class CudaLibraries {
  /// The last part of a version that `cublasGetProperty` is asked for, after major and minor.
  private static final int PATCH = 2;

  /// The library that was loaded, before the one that it needs and that is missing.
  private static final Pattern WHO_NEEDS_IT = Pattern.compile("^/\\S+: (?=\\S+\\.so\\S*: )");

  private CudaLibraries() {}

  /// Whether libtorch's are on the class path; nothing is loaded.
  static boolean present() {
    return CudaLibraries.class.getResource(libtorchCuda()) != null;
  }

  private static String libtorchCuda() {
    return "/org/bytedeco/pytorch/" + Loader.getPlatform() + "-gpu/libtorch_cuda.so";
  }

  /// Loads them. JavaCPP loads `libtorch_cuda.so` with libtorch, and what calls into it with the
  /// class of its functions.
  static Libraries load() {
    try {
      Loader.load(torch.class);
      Loader.load(torch_cuda.class);
      return torch.cuda_is_available() ? new Libraries.Loaded(versions()) : withoutGpu();
    } catch (LinkageError e) {
      return new Libraries.Missing(cause(e));
    }
  }

  /// JavaCPP keeps it to itself where `libtorch_cuda.so` was refused; a second attempt tells.
  @SuppressWarnings("restricted") // it ends in the words of the system
  private static Libraries withoutGpu() {
    if (SymbolLookup.loaderLookup().find(CudaStreams.CURRENT_STREAM).isEmpty()) {
      try {
        System.load(Loader.cacheResource(CudaLibraries.class, libtorchCuda()).getPath());
      } catch (IOException e) {
        return new Libraries.Missing("libtorch_cuda.so: " + e.getMessage());
      }
    }
    return new Libraries.NoGpuFound();
  }

  /// The system's own words, which name the library that is missing: JavaCPP puts its own before.
  static String cause(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String words = String.valueOf(deepest.getMessage()).lines().findFirst().orElse("").strip();
    return WHO_NEEDS_IT.matcher(words).replaceFirst("");
  }

  private static SequencedMap<String, String> versions() {
    NativeLibrary loaded = NativeLibrary.loaded("this library of CUDA has no such function");
    SequencedMap<String, String> versions = new LinkedHashMap<>();
    versions.put("cuda_runtime", told(() -> runtime(loaded)));
    versions.put("cublas", told(() -> cublas(loaded)));
    versions.put("cudnn", told(() -> cudnn(loaded)));
    return versions;
  }

  /// A library that keeps its version to itself is used all the same.
  private static String told(Supplier<String> version) {
    try {
      return version.get();
    } catch (IllegalStateException _) {
      return "unknown";
    }
  }

  private static String runtime(NativeLibrary loaded) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment number = arena.allocate(JAVA_INT);
      loaded.function("cudaRuntimeGetVersion", ADDRESS).call(number);
      return CudaVersion.of(number.get(JAVA_INT, 0)).toString();
    }
  }

  private static String cublas(NativeLibrary loaded) {
    NativeFunction property = loaded.function("cublasGetProperty", JAVA_INT, ADDRESS);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment number = arena.allocate(JAVA_INT);
      return IntStream.rangeClosed(0, PATCH)
          .map(part -> {
            property.call(part, number);
            return number.get(JAVA_INT, 0);
          })
          .mapToObj(String::valueOf)
          .collect(Collectors.joining("."));
    }
  }

  private static String cudnn(NativeLibrary loaded) {
    try {
      long number =
          (long) loaded.handle("cudnnGetVersion", FunctionDescriptor.of(JAVA_LONG)).invokeExact();
      return number / 10_000 + "." + number / 100 % 100 + "." + number % 100;
    } catch (Throwable e) {
      throw NativeLibrary.broken(e);
    }
  }
}
