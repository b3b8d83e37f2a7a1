package dev.yoco4j.torch;

import static org.bytedeco.pytorch.global.torch.ones;

import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/// How fast memory beyond the caches is read: the ceiling for decoding, which reads all weights and
/// the whole past for each token.
public final class ReadBandwidth {
  private static final long ROWS = 8192;
  private static final long MOST_COLUMNS = 16 * 1024;
  private static final long LEAST_COLUMNS = 1024;

  /// What is left of the memory that is free, for others.
  private static final long PART = 4;

  private static final int REPEATS = 4;

  private ReadBandwidth() {}

  /// Reads 512 MiB of float32, less where memory is short, as a sum and as the matrix of a product
  /// with a vector.
  ///
  /// @return bytes per second, the best of a few runs of either
  public static double bytesPerSecond() {
    long fitting = MachineMemory.availableBytes() / PART / ROWS / Float.BYTES;
    long columns = Math.clamp(fitting, LEAST_COLUMNS, MOST_COLUMNS);
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      Tensor matrix = ones(ROWS, columns);
      Tensor vector = ones(columns);
      List<Supplier<Tensor>> readings = List.of(matrix::sum, () -> matrix.mv(vector));
      double best = Double.POSITIVE_INFINITY;
      for (int i = 0; i < REPEATS; i++) {
        for (Supplier<Tensor> reading : readings) {
          best = Math.min(best, seconds(reading));
        }
      }
      return (double) ROWS * (double) columns * Float.BYTES / best;
    }
  }

  private static double seconds(Supplier<Tensor> reading) {
    long start = System.nanoTime();
    try (Scope _ = Scope.open()) {
      Tensor _ = reading.get();
      return (System.nanoTime() - start) / 1e9;
    }
  }
}
