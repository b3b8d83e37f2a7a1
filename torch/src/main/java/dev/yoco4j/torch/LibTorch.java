package dev.yoco4j.torch;

import static org.bytedeco.pytorch.global.torch.get_num_threads;
import static org.bytedeco.pytorch.global.torch.linear;
import static org.bytedeco.pytorch.global.torch.ones;
import static org.bytedeco.pytorch.global.torch.randn;

import java.util.Objects;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The library underneath: what it is and how fast it multiplies here.
public final class LibTorch {
  private static final long ROWS = 2048;
  private static final long WIDTH = 1024;
  private static final int REPEATS = 5;

  /// Sizes that fill a GPU.
  private static final long GPU_SIZE = 8192;

  private LibTorch() {}

  /// The version of libtorch.
  ///
  /// @return for example `2.10.0`
  public static String version() {
    String version =
        Objects.requireNonNullElse(Tensor.class.getPackage().getImplementationVersion(), "unknown");
    return version.replaceFirst("-.*", "");
  }

  /// The platform whose natives are used.
  ///
  /// @return for example `linux-x86_64`
  public static String platform() {
    return Loader.getPlatform();
  }

  /// Loads the libraries.
  ///
  /// @return why they can't be loaded, absent where they are
  public static Optional<String> failure() {
    try {
      Loader.load(torch.class);
      return Optional.empty();
    } catch (LinkageError e) {
      return Optional.of(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  /// Threads that one operation may use.
  ///
  /// @return threads
  public static int threads() {
    return get_num_threads();
  }

  /// What the processor's kernels use.
  ///
  /// @return for example `AVX512`
  public static String cpuCapability() {
    return torch.get_cpu_capability().getString();
  }

  /// Computes something, so that a broken installation shows.
  ///
  /// @return the sum of a product of ones, 1024
  public static double probe() {
    try (Scope _ = Scope.open()) {
      Tensor product = ones(2, WIDTH).matmul(ones(WIDTH, 1));
      return Floats.number(product.select(0, 0).sum());
    }
  }

  /// The precision whose matrix products are faster here.
  ///
  /// @return bfloat16 where the processor has instructions for it, mostly float32 elsewhere
  public static Precision fasterPrecision() {
    return matrixProductRate(Precision.BFLOAT16) > matrixProductRate(Precision.FLOAT32)
        ? Precision.BFLOAT16
        : Precision.FLOAT32;
  }

  /// The rate of a large matrix product: the ceiling for a model's layers.
  ///
  /// @param precision of both factors
  /// @return floating-point operations per second on the CPU, the best of a few runs
  public static double matrixProductRate(Precision precision) {
    return matrixProductRate(precision, Device.CPU);
  }

  /// The rate of a large matrix product: the ceiling for a model's layers.
  ///
  /// @param precision of both factors
  /// @param device what multiplies
  /// @return floating-point operations per second, the best of a few runs
  public static double matrixProductRate(Precision precision, Device device) {
    return switch (device) {
      case CPU -> rate(precision, device, ROWS, WIDTH);
      case CUDA -> rate(precision, device, GPU_SIZE, GPU_SIZE);
    };
  }

  private static double rate(Precision precision, Device device, long count, long width) {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      Tensor rows = randn(new long[] {count, width}, device.options(precision));
      Tensor weight = randn(new long[] {width, width}, device.options(precision));
      device.synchronize();
      double best = Double.POSITIVE_INFINITY;
      for (int i = 0; i <= REPEATS; i++) {
        long start = System.nanoTime();
        try (Scope _ = Scope.open()) {
          Tensor _ = linear(rows, weight);
          device.synchronize();
        }
        best = Math.min(best, (System.nanoTime() - start) / 1e9);
      }
      return 2.0 * (double) count * (double) width * (double) width / best;
    }
  }
}
