package dev.yoco4j.model.kernel;

import static org.bytedeco.pytorch.global.torch.empty;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.cuda.KernelArguments;
import dev.yoco4j.torch.cuda.LaunchGrid;
import org.bytedeco.pytorch.Tensor;

/// Cross entropy of rows of logits and its slope, in one pass.
public final class CrossEntropyKernel {
  private static final int THREADS = 512;
  private static final int PER_THREAD = 8;

  private CrossEntropyKernel() {}

  /// Whether the kernel can read logits.
  ///
  /// @param logits `[N, V]`
  /// @return true for bfloat16 on a GPU whose rows lie behind each other
  public static boolean takes(Tensor logits) {
    return KernelLibrary.takes(logits)
        && logits.size(1) % PER_THREAD == 0
        && logits.is_contiguous();
  }

  /// Measures each row, and turns it into `softmax - onehot` where it lies.
  ///
  /// @param logits `[N, V]`, as [#takes] wants it, replaced by the slope
  /// @param targets `[N]` int64, from 0 to `V - 1`
  /// @return cross entropy in nats, `[N]` float32
  public static Tensor slope(Tensor logits, Tensor targets) {
    long rows = logits.size(0);
    Tensor nats =
        empty(new long[] {rows}, Device.CUDA.options(Precision.FLOAT32), Floats.anyFormat());
    KernelLibrary.kernel("cross_entropy", "cross_entropy", 0)
        .launch(
            LaunchGrid.of(Math.toIntExact(rows), THREADS),
            new KernelArguments()
                .tensor(logits)
                .tensor(targets.contiguous())
                .tensor(nats)
                .ints(Math.toIntExact(logits.size(1))));
    return nats;
  }
}
