package dev.yoco4j.model.kernel;

import dev.yoco4j.torch.cuda.KernelArguments;
import dev.yoco4j.torch.cuda.LaunchGrid;
import org.bytedeco.pytorch.Tensor;

/// `silu(gate) * up` in one pass.
public final class GatingKernel {
  private static final int THREADS = 256;
  private static final int PER_THREAD = 8;
  private static final long MOST_ROWS = 65_535;

  private GatingKernel() {}

  /// Whether the kernel can gate a tensor.
  ///
  /// @param gate what is activated
  /// @return true for rows of bfloat16 on a GPU that lie together
  public static boolean takes(Tensor gate) {
    return KernelLibrary.takes(gate) && gate.size(-1) % PER_THREAD == 0 && gate.is_contiguous();
  }

  /// Gates each number where it lies.
  ///
  /// @param gate `[..., F]`, changed
  /// @param up `[..., F]`
  /// @return `gate`
  public static Tensor gate(Tensor gate, Tensor up) {
    int width = Math.toIntExact(gate.size(-1));
    long rows = gate.numel() / width;
    int blocks = Math.ceilDiv(width / PER_THREAD, THREADS);
    KernelLibrary.kernel("swiglu", "swiglu", 0)
        .launch(
            new LaunchGrid(blocks, (int) Math.min(rows, MOST_ROWS), 1, THREADS, 0),
            new KernelArguments()
                .tensor(gate)
                .longs(width)
                .tensor(up)
                .longs(width)
                .tensor(gate)
                .longs(width, rows)
                .ints(width));
    return gate;
  }
}
