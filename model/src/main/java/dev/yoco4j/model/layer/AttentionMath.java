package dev.yoco4j.model.layer;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.scaled_dot_product_attention;

import dev.yoco4j.model.kernel.AttentionKernel;
import dev.yoco4j.model.kernel.WindowAttentionKernel;
import dev.yoco4j.model.layer.FlashAttention.Sight;
import dev.yoco4j.model.past.KeyValues;
import dev.yoco4j.model.past.KeyValues.Addressed;
import dev.yoco4j.model.past.KeyValues.Continued;
import dev.yoco4j.model.past.KeyValues.Dense;
import dev.yoco4j.model.past.KeyValues.Rows;
import dev.yoco4j.model.past.KeyValues.Spans;
import dev.yoco4j.torch.Dims;
import dev.yoco4j.torch.Precision;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
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
  /// @param q `[B, T, H, Dh]`
  /// @param readable keys and values of the same sequences
  /// @return `[B, T, H, Dh]`
  /// @throws IllegalArgumentException if two tensors disagree on a dimension; the message names it
  public static Tensor causal(Tensor q, KeyValues readable) {
    return switch (readable) {
      case Dense(Tensor k, Tensor v) -> causal(q, k, v);
      case Continued continued -> causal(q, continued.joined());
      case Spans spans -> SpanAttentionMath.causal(only(q), spans).unsqueeze(0);
      case Rows(List<KeyValues> rows) -> eachRow(q, rows, AttentionMath::causal);
      case Addressed addressed -> AttentionKernel.read(q, addressed, Long.MAX_VALUE);
    };
  }

  /// Attention to the last `window` positions.
  ///
  /// @param q `[B, T, H, Dh]`
  /// @param readable keys and values of the same sequences, dense, at least those that are seen
  /// @param window `W`, positions seen, the current one included, at least 1
  /// @return `[B, T, H, Dh]`
  /// @throws IllegalArgumentException if two tensors disagree on a dimension; the message names it
  public static Tensor window(Tensor q, KeyValues readable, long window) {
    return switch (readable) {
      case Dense(Tensor k, Tensor v) -> window(q, k, v, window);
      case Continued continued ->
          WindowAttentionKernel.takes(q)
              ? WindowAttentionKernel.read(q, continued, window)
              : window(q, continued.joined(), window);
      case Spans _ -> throw new IllegalArgumentException("a window must be dense");
      case Rows(List<KeyValues> rows) ->
          eachRow(q, rows, (query, row) -> window(query, row, window));
      case Addressed addressed -> AttentionKernel.read(q, addressed, window);
    };
  }

  private static Tensor only(Tensor q) {
    if (q.size(0) != 1) {
      throw new IllegalArgumentException("q is " + Dims.sizesOf(q) + ", expected one sequence");
    }
    return q.select(0, 0); // [T, H, Dh]
  }

  private static Tensor eachRow(
      Tensor q, List<KeyValues> rows, BiFunction<Tensor, KeyValues, Tensor> attention) {
    if (q.size(0) != rows.size()) {
      throw new IllegalArgumentException(
          "q is " + Dims.sizesOf(q) + ", expected " + rows.size() + " sequences");
    }
    TensorVector outs = new TensorVector();
    for (int i = 0; i < rows.size(); i++) {
      outs.push_back(attention.apply(q.narrow(0, i, 1), rows.get(i)));
    }
    return cat(outs, 0); // [B, T, H, Dh]
  }

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
      return ofOneQuery(q, k, v);
    }
    if (past == 0 && !blocksAreFaster(q)) {
      return fused(q, k, v, Visible.past());
    }
    if (FlashAttention.fits(q)) {
      return FlashAttention.attend(q, k, v, Sight.past());
    }
    Tensor keys = headsTogether(k);
    Tensor values = headsTogether(v);
    TensorVector outs = new TensorVector();
    for (long from = 0; from < length; from += CAUSAL_BLOCK) {
      long rows = Math.min(CAUSAL_BLOCK, length - from);
      long readable = past + from + rows;
      VisiblePositions visible = VisiblePositions.causal(rows, readable);
      outs.push_back(
          attend(
              q.narrow(1, from, rows),
              keys.narrow(1, 0, readable),
              values.narrow(1, 0, readable),
              visible));
    }
    return cat(outs, 1);
  }

  /// The query sees all keys.
  ///
  /// For bfloat16 on a GPU FlashAttention is asked by its name: it adds up in an order that sizes
  /// alone decide, so that a step done again gives the same bits. Left to choose, libtorch takes
  /// cuDNN's kernel on a GPU of compute capability 9.0, which it does not count as deterministic.
  private static Tensor ofOneQuery(Tensor q, Tensor k, Tensor v) {
    if (FlashAttention.fits(q)) {
      return FlashAttention.attend(q, k, v, Sight.everything());
    }
    return blocksAreFaster(q)
        ? composed(q, k, v, Optional.empty())
        : fused(q, k, v, Visible.everything());
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
    if (WindowAttentionKernel.takes(q)) {
      return WindowAttentionKernel.read(q, cut(k, v, past), window);
    }
    if (FlashAttention.fits(q)) {
      return FlashAttention.attend(q, k, v, Sight.window(window));
    }
    long block = Math.max(SMALLEST_WINDOW_BLOCK, window / 4);
    TensorVector queries = q.split(block, 1);
    KeyBlocks keys = KeyBlocks.of(headsTogether(k), past, block);
    KeyBlocks values = KeyBlocks.of(headsTogether(v), past, block);
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

  private static Continued cut(Tensor k, Tensor v, long past) {
    long length = k.size(1) - past;
    return new Continued(
        new Dense(k.narrow(1, 0, past), v.narrow(1, 0, past)),
        new Dense(k.narrow(1, past, length), v.narrow(1, past, length)));
  }

  private static Tensor attend(Tensor q, Tensor k, Tensor v, VisiblePositions visible) {
    Tensor mask = visible.mask(q); // [T, S]
    return blocksAreFaster(q)
        ? composed(q, k, v, Optional.of(mask))
        : fused(q, k, v, Visible.by(mask));
  }

  /// libtorch's kernel for bfloat16 on the CPU runs its products without oneDNN, 10 to 20 times
  /// slower than batched products of blocks.
  private static boolean blocksAreFaster(Tensor q) {
    return q.is_cpu() && q.scalar_type().intern() == Precision.BFLOAT16.scalarType();
  }

  /// The same tensor with each head's rows next to each other in memory, so that blocks of them
  /// need no copy.
  private static Tensor headsTogether(Tensor x) {
    return blocksAreFaster(x) ? x.transpose(1, 2).contiguous().transpose(1, 2) : x;
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
  private static Tensor composed(Tensor q, Tensor k, Tensor v, Optional<Tensor> mask) {
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
    Tensor keys = k.transpose(1, 2).reshape(b * g, s, width);
    Tensor values = v.transpose(1, 2).reshape(b * g, s, width);
    Tensor all = rows.bmm(keys.transpose(1, 2)).view(b * g, r, t, s); // [B G, R, T, S]
    Tensor weights = mask.map(all::add).orElse(all).softmax(3).view(b * g, r * t, s);
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
