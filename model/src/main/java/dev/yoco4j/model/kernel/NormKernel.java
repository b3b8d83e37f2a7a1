package dev.yoco4j.model.kernel;

import static org.bytedeco.pytorch.global.torch.empty_like;

import dev.yoco4j.torch.cuda.KernelArguments;
import dev.yoco4j.torch.cuda.LaunchGrid;
import org.bytedeco.pytorch.Tensor;

/// Root-mean-square norm of rows in one pass.
public final class NormKernel {
  private static final int PER_THREAD = 8;
  private static final int WARP = 32;
  private static final long WIDEST = 8192;

  private NormKernel() {}

  /// Whether the kernel can norm a tensor.
  ///
  /// @param x any
  /// @return true for rows of bfloat16 on a GPU that lie together
  public static boolean takes(Tensor x) {
    long width = x.size(-1);
    return KernelLibrary.takes(x)
        && width % PER_THREAD == 0
        && width <= WIDEST
        && x.is_contiguous();
  }

  /// Norms the last dimension.
  ///
  /// @param x `[..., D]`, as [#takes] wants it
  /// @param weight `[D]`
  /// @param epsilon added to the mean square
  /// @return the same shape and dtype
  public static Tensor norm(Tensor x, Tensor weight, double epsilon) {
    int width = Math.toIntExact(x.size(-1));
    Tensor out = empty_like(x);
    int threads = Math.ceilDiv(width / PER_THREAD, WARP) * WARP;
    KernelLibrary.kernel("rms_norm", "rms_norm", 0)
        .launch(
            LaunchGrid.of(Math.toIntExact(x.numel() / width), threads),
            new KernelArguments()
                .tensor(x)
                .longs(width)
                .tensor(weight)
                .floats((float) epsilon)
                .tensor(out)
                .longs(width)
                .ints(width));
    return out;
  }
}
