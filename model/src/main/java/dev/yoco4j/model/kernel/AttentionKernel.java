package dev.yoco4j.model.kernel;

import static org.bytedeco.pytorch.global.torch.empty;
import static org.bytedeco.pytorch.global.torch.empty_like;

import dev.yoco4j.model.past.KeyValues.Addressed;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.cuda.CudaKernel;
import dev.yoco4j.torch.cuda.KernelArguments;
import dev.yoco4j.torch.cuda.LaunchGrid;
import org.bytedeco.pytorch.Tensor;

/// Attention of one query per sequence, its keys split among many blocks, whose softmaxes are
/// joined at the end, as in Flash-Decoding. Memory is read once for all query heads of a group.
public final class AttentionKernel {
  private static final int WARPS = 4;
  private static final int THREADS = 128;
  private static final int STAGES = 3;

  /// Warps that keep a GPU's memory busy: two blocks of four on each multiprocessor.
  private static final int ENOUGH_WARPS = 1056;

  private AttentionKernel() {}

  /// Reads the last positions of each sequence.
  ///
  /// @param q `[B, 1, H, Dh]` bfloat16, rotated
  /// @param readable where keys and values lie
  /// @param window positions that are seen, the query's own included
  /// @return `[B, 1, H, Dh]`
  public static Tensor read(Tensor q, Addressed readable, long window) {
    int batch = Math.toIntExact(q.size(0));
    int heads = Math.toIntExact(q.size(2));
    int width = Math.toIntExact(q.size(3));
    int groups = readable.heads().count();
    int splits = Math.max(1, ENOUGH_WARPS / (batch * groups));
    Tensor out = empty_like(q);
    try (Scope _ = Scope.open()) {
      Tensor parts = floats(batch, heads, splits, width);
      Tensor statistics = floats(batch, heads, splits, 2);
      KernelArguments arguments = new KernelArguments().tensor(q).longs(q.stride(0));
      readable.parts().forEach(arguments::tensor);
      KernelArguments _ =
          arguments
              .tensor(readable.starts())
              .ints(1)
              .longs(window == Long.MAX_VALUE ? 0 : window)
              .ints(readable.shift(), splits, groups, heads)
              .tensor(parts)
              .tensor(statistics);
      split(readable, width)
          .launch(
              new LaunchGrid(
                  Math.ceilDiv(splits * groups, WARPS),
                  batch,
                  1,
                  THREADS,
                  sharedBytes(readable, width)),
              arguments);
      KernelLibrary.kernel("attend", "attend_join", width)
          .launch(
              new LaunchGrid(heads, batch, 1, 4 * width, 0),
              new KernelArguments()
                  .tensor(parts)
                  .tensor(statistics)
                  .ints(splits)
                  .tensor(out)
                  .longs((long) heads * width));
    }
    return out;
  }

  private static CudaKernel split(Addressed readable, int width) {
    return switch (readable.format()) {
      case MODEL -> KernelLibrary.kernel("attend", "attend_split", width);
      case INT8 -> KernelLibrary.kernel("attend", "attend_split_int8", width);
    };
  }

  private static int sharedBytes(Addressed readable, int width) {
    return switch (readable.format()) {
      case MODEL -> 256 * width * STAGES;
      case INT8 -> (256 * width + 1024) * STAGES;
    };
  }

  private static Tensor floats(long... sizes) {
    return empty(sizes, Device.CUDA.options(Precision.FLOAT32), Floats.anyFormat());
  }
}
