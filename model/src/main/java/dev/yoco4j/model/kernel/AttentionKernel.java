package dev.yoco4j.model.kernel;

import static org.bytedeco.pytorch.global.torch.empty;
import static org.bytedeco.pytorch.global.torch.empty_like;

import dev.yoco4j.model.past.KeyValueSpan;
import dev.yoco4j.model.past.KeyValues.Addressed;
import dev.yoco4j.model.past.KeyValues.Heads;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TensorMemory;
import dev.yoco4j.torch.cuda.CudaKernel;
import dev.yoco4j.torch.cuda.KernelArguments;
import dev.yoco4j.torch.cuda.LaunchGrid;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Attention of one query per sequence, its keys split among many blocks, whose softmaxes are
/// joined at the end, as in Flash-Decoding. Memory is read once for all query heads of a group.
public final class AttentionKernel {
  private static final int WARPS = 4;
  private static final int THREADS = 128;
  private static final int STAGES = 2;
  private static final long MOST_QUERIES = 8;

  /// Warps that keep a GPU's memory busy: two blocks of four on each multiprocessor.
  private static final int ENOUGH_WARPS = 1056;

  private AttentionKernel() {}

  /// Whether the kernel can read for a query.
  ///
  /// @param q `[B, 1, H, Dh]`
  /// @param keyValueHeads `G`
  /// @return true for bfloat16 on a GPU, heads of 64 or 128, and at most 8 of them to one of `G`
  public static boolean takes(Tensor q, long keyValueHeads) {
    return KernelLibrary.takes(q)
        && q.stride(2) == q.size(3)
        && fits(q.size(3), q.size(2) / keyValueHeads);
  }

  /// Whether the kernel is written for heads.
  ///
  /// @param width `Dh`
  /// @param queries heads that read one key/value head
  /// @return true for widths of 64 and 128, and at most 8 queries
  public static boolean fits(long width, long queries) {
    return (width == 64 || width == 128) && queries <= MOST_QUERIES;
  }

  /// Whether there is a GPU that the kernel is written for.
  ///
  /// @return true from compute capability 8.0 on
  public static boolean runs() {
    return KernelLibrary.runs();
  }

  /// Reads everything that one sequence has in one piece.
  ///
  /// @param q `[1, 1, H, Dh]` bfloat16, rotated, of the last position
  /// @param span all positions
  /// @return `[1, 1, H, Dh]`
  public static Tensor read(Tensor q, KeyValueSpan span) {
    try (Scope scope = Scope.open()) {
      List<Tensor> addresses = span.parts().stream().map(AttentionKernel::address).toList();
      Tensor starts = Device.CUDA.move(Tensor.create(new long[] {span.positions() - 1}, 1));
      Heads heads = new Heads(span.heads(), Math.toIntExact(q.size(3)));
      Addressed there = new Addressed(addresses, starts, heads, KeyValueSpan.BLOCK);
      return scope.keep(read(q, there, Long.MAX_VALUE));
    }
  }

  private static Tensor address(Tensor part) {
    return Device.CUDA.move(Tensor.create(new long[] {TensorMemory.address(part)}, 1));
  }

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
