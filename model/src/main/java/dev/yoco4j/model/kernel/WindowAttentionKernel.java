package dev.yoco4j.model.kernel;

import static org.bytedeco.pytorch.global.torch.empty_like;

import dev.yoco4j.model.past.KeyValues.Continued;
import dev.yoco4j.model.past.KeyValues.Dense;
import dev.yoco4j.torch.cuda.KernelArguments;
import dev.yoco4j.torch.cuda.LaunchGrid;
import dev.yoco4j.torch.cuda.TensorMap;
import org.bytedeco.pytorch.Tensor;

/// Attention of many queries to the last positions before each, in the manner of FlashAttention-3
/// (arXiv 2407.08608): copies, products and softmax overlap.
///
/// It reads what was there before and what is new where each lies, so that nothing is joined first.
public final class WindowAttentionKernel {
  private static final int HEAD = 128;
  private static final int TILE = 128;
  private static final int THREADS = 384;

  /// Two tiles each of queries, keys and values; room to align them; their barriers.
  private static final int SHARED = 6 * TILE * HEAD * Short.BYTES + 1024 + 128;

  private WindowAttentionKernel() {}

  /// Whether the kernel can read for queries.
  ///
  /// @param q `[B, T, H, Dh]`
  /// @return true for bfloat16 on a GPU of compute capability 9.0, heads of 128, more than one
  ///   position, and no gradients
  public static boolean takes(Tensor q) {
    return KernelLibrary.takes(q)
        && q.size(3) == HEAD
        && q.size(1) > 1
        && KernelLibrary.hasWarpgroups();
  }

  /// Reads the last positions.
  ///
  /// @param q `[B, T, H, 128]` bfloat16, rotated
  /// @param readable positions before the queries, and the queries' own; `G` divides `H`
  /// @param window positions that are seen, the query's own included
  /// @return `[B, T, H, 128]`
  public static Tensor read(Tensor q, Continued readable, long window) {
    Dense newer = readable.newer();
    Dense older = readable.older().keys().size(1) == 0 ? newer : readable.older(); // or not read
    Tensor out = empty_like(q);
    KernelArguments arguments =
        new KernelArguments()
            .map(TensorMap.of(q, TILE))
            .map(TensorMap.of(older.keys(), TILE))
            .map(TensorMap.of(older.values(), TILE))
            .map(TensorMap.of(newer.keys(), TILE))
            .map(TensorMap.of(newer.values(), TILE))
            .tensor(out)
            .longs(out.stride(1), out.stride(0))
            .ints((int) q.size(1), (int) readable.older().keys().size(1))
            .ints((int) Math.min(window, Integer.MAX_VALUE))
            .ints((int) q.size(2), (int) newer.keys().size(2), (int) q.size(0));
    KernelLibrary.kernel("attend_window", "attend_window", HEAD)
        .launch(new LaunchGrid(blocks(q), 1, 1, THREADS, SHARED), arguments);
    return out;
  }

  private static int blocks(Tensor q) {
    long works = q.size(0) * q.size(2) * Math.ceilDiv(q.size(1), TILE);
    return (int) Math.min(works, KernelLibrary.MULTIPROCESSORS); // each has room for one
  }
}
