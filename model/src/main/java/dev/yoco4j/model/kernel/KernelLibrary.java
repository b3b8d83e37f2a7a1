package dev.yoco4j.model.kernel;

import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.cuda.CudaKernel;
import dev.yoco4j.torch.cuda.CudaModule;
import dev.yoco4j.torch.cuda.CudaStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;

/// The kernels of this package, compiled for the GPU when they are first used.
final class KernelLibrary {
  /// Multiprocessors of a GPU of compute capability 9.0.
  static final int MULTIPROCESSORS = 132;

  private static final int AMPERE = 8;
  private static final int HOPPER = 9;
  private static final List<String> SHARED =
      List.of("bf16.cu", "tensor_cores.cu", "warpgroups.cu", "decay.cu", "phases.cu");
  private static final Map<Source, CudaModule> MODULES = new ConcurrentHashMap<>();
  private static final Map<Name, CudaKernel> KERNELS = new ConcurrentHashMap<>();

  /// A file, compiled for a width of heads; 0 where it does not matter.
  private record Source(String file, int headWidth) {}

  private record Name(Source source, String function) {}

  private KernelLibrary() {}

  /// Whether a tensor is what kernels take: bfloat16 on a GPU of compute capability 8.0 or higher,
  /// while no gradients are recorded.
  static boolean takes(Tensor x) {
    return x.is_cuda()
        && x.scalar_type().intern() == Precision.BFLOAT16.scalarType()
        && !GradMode.is_enabled()
        && runs();
  }

  /// Whether there is a GPU that the kernels are written for.
  static boolean runs() {
    return Capability.MAJOR >= AMPERE;
  }

  /// Whether the GPU multiplies by groups of warps, from tiles that it copies itself: what kernels
  /// for compute capability 9.0 are written in.
  static boolean hasWarpgroups() {
    return Capability.MAJOR == HOPPER;
  }

  private static final class Capability {
    static final int MAJOR =
        CudaStatus.get() instanceof CudaStatus.Usable usable
            ? usable.gpu().capability().major()
            : 0;
  }

  /// Numbers from one row to the next, over all sequences. A single position's own stride says
  /// nothing: no step along it is ever made.
  ///
  /// @param x `[B, T, ..]`, with sequences behind each other
  static long rowStride(Tensor x) {
    return x.size(1) == 1 ? x.stride(0) : x.stride(1);
  }

  /// A kernel.
  ///
  /// @param file its source, without the ending
  /// @param function its name
  /// @param headWidth `Dh`, or 0 where the source does not depend on it
  static CudaKernel kernel(String file, String function, int headWidth) {
    return KERNELS.computeIfAbsent(
        new Name(new Source(file, headWidth), function),
        name ->
            MODULES
                .computeIfAbsent(name.source(), KernelLibrary::compile)
                .function(name.function()));
  }

  private static CudaModule compile(Source source) {
    StringBuilder text = new StringBuilder("#define HEAD " + source.headWidth() + "\n");
    SHARED.forEach(file -> text.append(read(file)));
    text.append(read(source.file() + ".cu"));
    return CudaModule.compile(source.file() + ".cu", text.toString());
  }

  private static String read(String file) {
    try (InputStream in = KernelLibrary.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the kernel source " + file + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the kernel source " + file + " can't be read", e);
    }
  }
}
