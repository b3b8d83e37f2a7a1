package dev.yoco4j.model.layer;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;

import dev.yoco4j.torch.Dims;
import dev.yoco4j.torch.Precision;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;

/// Causal softmax attention as pure functions.
///
/// `o_t = softmax(q_t K^T / sqrt(Dh)) V` over the keys that position `t` may see, with
///
/// | tensor   | shape           | meaning                                                        |
/// |----------|-----------------|----------------------------------------------------------------|
/// | `q`      | `[B, T, H, Dh]` | queries of the last `T` positions                              |
/// | `k`, `v` | `[B, S, G, Dh]` | keys and values, oldest first, `S >= T`; `G` divides `H`       |
///
/// Query `t` stands at position `S - T + t`. [#causal] sees every position up to its own, [#window]
/// the last `W` of them, its own included (YOCO, arXiv 2405.05254, section 4.1; the window of the
/// reference counts the same way). Softmax statistics are float32.
public final class AttentionMath {
  private static final long CAUSAL_BLOCK = 256;
  private static final long SMALLEST_WINDOW_BLOCK = 64;

  /// What the fused kernel lets queries see.
  private record Visible(TensorOptional mask, boolean isCausal) {
    static Visible everything() {
      return new Visible(new TensorOptional(), false);
    }

    /// Positions up to each query's own, where queries and keys begin together.
    static Visible past() {
      return new Visible(new TensorOptional(), true);
    }

    static Visible by(Tensor mask) {
      return new Visible(new TensorOptional(mask), false);
    }
  }

  private AttentionMath() {}

  /// Attention to every position so far.
  ///
  /// @param q see [AttentionMath]
  /// @param k see [AttentionMath]
  /// @param v see [AttentionMath]
  /// @return `[B, T, H, Dh]`
  /// @throws IllegalArgumentException if two tensors disagree on a dimension; the message names it
  public static Tensor causal(Tensor q, Tensor k, Tensor v) {
    Dims dims = dims(q, k, v);
    long length = dims.get("T");
    long past = dims.get("S") - length;
    if (length == 1) {
      return fused(q, k, v, Visible.everything());
    }
    if (past == 0 && !blocksAreFaster(q)) {
      return fused(q, k, v, Visible.past());
    }
    TensorVector outs = new TensorVector();
    for (long from = 0; from < length; from += CAUSAL_BLOCK) {
      long rows = Math.min(CAUSAL_BLOCK, length - from);
      long readable = past + from + rows;
      VisiblePositions visible = VisiblePositions.causal(rows, readable);
      outs.push_back(
          attend(
              q.narrow(1, from, rows),
              k.narrow(1, 0, readable),
              v.narrow(1, 0, readable),
              visible));
    }
    return cat(outs, 1);
  }

  /// Attention to the last `window` positions, in blocks: time and memory grow with `T x W`,
  /// forward and backward.
  ///
  /// @param q see [AttentionMath]
  /// @param k see [AttentionMath]
  /// @param v see [AttentionMath]
  /// @param window `W`, positions seen, the current one included, at least 1
  /// @return `[B, T, H, Dh]`
  /// @throws IllegalArgumentException if two tensors disagree on a dimension; the message names it
  public static Tensor window(Tensor q, Tensor k, Tensor v, long window) {
    Dims dims = dims(q, k, v);
    long length = dims.get("T");
    long past = dims.get("S") - length;
    if (past + length <= window) {
      return causal(q, k, v);
    }
    if (past >= window) { // keys that no query sees
      long dropped = past - window + 1;
      long kept = dims.get("S") - dropped;
      return window(q, k.narrow(1, dropped, kept), v.narrow(1, dropped, kept), window);
    }
    long block = Math.max(SMALLEST_WINDOW_BLOCK, window / 4);
    TensorVector queries = q.split(block, 1);
    KeyBlocks keys = KeyBlocks.of(k, past, block);
    KeyBlocks values = KeyBlocks.of(v, past, block);
    TensorVector outs = new TensorVector();
    for (int i = 0; i < queries.size(); i++) {
      Tensor rows = queries.get(i);
      long position = past + i * block;
      KeyBlocks.Range range =
          keys.range(Math.max(0, position - window + 1), position + rows.size(1));
      VisiblePositions visible =
          new VisiblePositions(rows.size(1), range.length(), position - range.from(), window);
      outs.push_back(attend(rows, keys.join(range), values.join(range), visible));
    }
    return cat(outs, 1);
  }

  private static Tensor attend(Tensor q, Tensor k, Tensor v, VisiblePositions visible) {
    Tensor mask = visible.mask(q.dtype()); // [T, S]
    return blocksAreFaster(q) ? composed(q, k, v, mask) : fused(q, k, v, Visible.by(mask));
  }

  /// libtorch's kernel for bfloat16 on the CPU runs its products without oneDNN, 10 to 20 times
  /// slower than batched products of blocks.
  private static boolean blocksAreFaster(Tensor q) {
    return q.is_cpu() && q.scalar_type().intern() == Precision.BFLOAT16.scalarType();
  }

  private static Tensor fused(Tensor q, Tensor k, Tensor v, Visible visible) {
    boolean grouped = q.size(2) != k.size(2);
    return scaled_dot_product_attention(
            q.transpose(1, 2),
            k.transpose(1, 2),
            v.transpose(1, 2),
            visible.mask(),
            0.0,
            visible.isCausal(),
            new DoubleOptional(),
            grouped)
        .transpose(1, 2); // [B, T, H, Dh]
  }

  /// Two batched products and a softmax; the heads of a group are rows of one product.
  private static Tensor composed(Tensor q, Tensor k, Tensor v, Tensor mask) {
    Dims dims = dims(q, k, v);
    long b = dims.get("B");
    long t = dims.get("T");
    long g = dims.get("G");
    long r = dims.get("H") / g;
    long s = dims.get("S");
    long width = dims.get("Dh");
    Tensor scaled = q.mul(new Scalar(1 / Math.sqrt((double) width)));
    Tensor rows =
        scaled.view(b, t, g, r, width).permute(0, 2, 3, 1, 4).reshape(b * g, r * t, width);
    Tensor keys = k.permute(0, 2, 3, 1).reshape(b * g, width, s);
    Tensor values = v.transpose(1, 2).reshape(b * g, s, width);
    Tensor scores = rows.bmm(keys).view(b * g, r, t, s).add(mask); // [B G, R, T, S]
    Tensor weights = scores.softmax(3).view(b * g, r * t, s);
    Tensor out = weights.bmm(values).view(b, g, r, t, width);
    return out.permute(0, 3, 1, 2, 4).reshape(b, t, g * r, width);
  }

  private static Dims dims(Tensor q, Tensor k, Tensor v) {
    Dims dims =
        new Dims().bind("q", q, "B T H Dh").bind("k", k, "B S G Dh").bind("v", v, "B S G Dh");
    if (dims.get("H") % dims.get("G") != 0) {
      throw new IllegalArgumentException(
          "key/value heads must divide query heads, were "
              + dims.get("G")
              + " and "
              + dims.get("H"));
    }
    if (dims.get("S") < dims.get("T")) {
      throw new IllegalArgumentException(
          "keys must cover the queries, were " + dims.get("S") + " for " + dims.get("T"));
    }
    return dims;
  }
}
