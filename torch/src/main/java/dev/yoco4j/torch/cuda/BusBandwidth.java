package dev.yoco4j.torch.cuda;

import static org.bytedeco.pytorch.global.torch.empty;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Scope;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// How fast bytes of the host reach a GPU: the ceiling for restoring what was saved.
public final class BusBandwidth {
  private static final long BYTES = 256L << 20;
  private static final int REPEATS = 8;

  private BusBandwidth() {}

  /// Copies 256 MiB of pinned memory to a device.
  ///
  /// @param device the other end
  /// @return bytes per second, the best of a few copies; empty for the CPU, which has no bus
  public static OptionalDouble bytesPerSecond(Device device) {
    return switch (device) {
      case CPU -> OptionalDouble.empty();
      case CUDA -> OptionalDouble.of(measured(device));
    };
  }

  private static double measured(Device device) {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      TensorOptions pinned =
          new TensorOptions(ScalarType.Byte).pinned_memory(new BoolOptional(true));
      Tensor from = empty(new long[] {BYTES}, pinned, Floats.anyFormat());
      Tensor to = device.move(from);
      double best = Double.POSITIVE_INFINITY;
      for (int i = 0; i < REPEATS; i++) {
        device.synchronize();
        long start = System.nanoTime();
        Tensor _ = to.copy_(from, true);
        device.synchronize();
        best = Math.min(best, (System.nanoTime() - start) / 1e9);
      }
      return BYTES / best;
    }
  }
}
