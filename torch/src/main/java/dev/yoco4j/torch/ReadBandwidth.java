package dev.yoco4j.torch;

import static org.bytedeco.pytorch.global.torch.ones;

import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;

/// How fast memory beyond the caches is read: the ceiling for decoding, which reads all weights and
/// the whole past for each token.
public final class ReadBandwidth {
  private static final long ROWS = 8192;
  private static final long MOST_COLUMNS = 16 * 1024;
  private static final long LEAST_COLUMNS = 1024;

  /// What is left of the memory that is free, for others.
  private static final long PART = 4;

  private static final int REPEATS = 4;

  /// Rows on a GPU, whose caches are larger and whose memory is faster: 4 GiB.
  private static final long GPU_ROWS = 64 * 1024;

  private ReadBandwidth() {}

  /// Reads 512 MiB of float32, less where memory is short, 4 GiB on a GPU; as a sum and as the
  /// matrix of a product with a vector.
  ///
  /// @param device whose memory is read
  /// @return bytes per second, the best of a few runs of either
  public static double bytesPerSecond(Device device) {
    return switch (device) {
      case CPU -> {
        long fitting = MachineMemory.availableBytes() / PART / ROWS / Float.BYTES;
        yield of(device, ROWS, Math.clamp(fitting, LEAST_COLUMNS, MOST_COLUMNS));
      }
      case CUDA -> of(device, GPU_ROWS, MOST_COLUMNS);
    };
  }

  private static double of(Device device, long rows, long columns) {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      TensorOptions floats = device.options(Precision.FLOAT32);
      Tensor matrix = ones(new long[] {rows, columns}, floats);
      Tensor vector = ones(new long[] {columns}, floats);
      List<Supplier<Tensor>> readings = List.of(matrix::sum, () -> matrix.mv(vector));
      double best = Double.POSITIVE_INFINITY;
      for (int i = 0; i < REPEATS; i++) {
        for (Supplier<Tensor> reading : readings) {
          best = Math.min(best, seconds(device, reading));
        }
      }
      return (double) rows * (double) columns * Float.BYTES / best;
    }
  }

  private static double seconds(Device device, Supplier<Tensor> reading) {
    device.synchronize();
    long start = System.nanoTime();
    try (Scope _ = Scope.open()) {
      Tensor _ = reading.get();
      device.synchronize();
      return (System.nanoTime() - start) / 1e9;
    }
  }
}
