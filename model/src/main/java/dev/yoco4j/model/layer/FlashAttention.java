package dev.yoco4j.model.layer;

import dev.yoco4j.torch.Dims;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.UnboundOperator;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.Tensor;

/// Softmax attention by libtorch's FlashAttention-2 kernels, forward and backward, on CUDA.
///
/// | tensor   | shape           | meaning                                                  |
/// |----------|-----------------|----------------------------------------------------------|
/// | `q`      | `[B, T, H, Dh]` | queries of the last `T` positions                        |
/// | `k`, `v` | `[B, S, G, Dh]` | keys and values, oldest first, `S >= T`; `G` divides `H` |
///
/// Tensors are bfloat16; query `t` stands at position `S - T + t`, where the kernels put it too
/// ("FlashAttention-2", arXiv 2307.08691). What `scaled_dot_product_attention` can't ask of them is
/// asked here: a window, a past, and the normaliser. Gradients flow through outputs, not through
/// normalisers.
final class FlashAttention {
  private static final String FORWARD = "aten::_flash_attention_forward";
  private static final long WIDEST_HEAD = 256;
  private static final long WIDTH_STEP = 8;
  private static final long UNBOUNDED = -1;

  /// Which keys a query sees.
  ///
  /// @param back positions before its own, or -1 for all
  /// @param ahead positions after its own, or -1 for all
  record Sight(long back, long ahead) {
    /// All keys.
    static Sight everything() {
      return new Sight(UNBOUNDED, UNBOUNDED);
    }

    /// Keys up to the query's own position.
    static Sight past() {
      return new Sight(UNBOUNDED, 0);
    }

    /// The last `positions` keys, its own included.
    static Sight window(long positions) {
      return new Sight(positions - 1, 0);
    }

    private boolean isPast() {
      return equals(past());
    }
  }

  /// What queries read, and by what it was normalised.
  ///
  /// @param out `[B, T, H, Dh]`
  /// @param logSumExp logarithm of the sum of `exp(score)`, `[B, H, T]` float32
  record Attended(Tensor out, Tensor logSumExp) {}

  private FlashAttention() {}

  /// Whether the kernels can read a tensor's heads.
  ///
  /// @param q queries, keys or values
  static boolean fits(Tensor q) {
    return q.is_cuda()
        && q.scalar_type().intern() == Precision.BFLOAT16.scalarType()
        && q.size(3) % WIDTH_STEP == 0
        && q.size(3) <= WIDEST_HEAD;
  }

  /// Attention with gradients.
  ///
  /// @param q see [FlashAttention]
  /// @param k see [FlashAttention]
  /// @param v see [FlashAttention]
  /// @param sight which keys each query sees
  /// @return `[B, T, H, Dh]`
  /// @throws IllegalArgumentException if two tensors disagree on a dimension; the message names it
  static Tensor attend(Tensor q, Tensor k, Tensor v, Sight sight) {
    return withLogSumExp(q, k, v, sight).out();
  }

  /// Attention whose result can be merged with that over other keys.
  ///
  /// @param q see [FlashAttention]
  /// @param k see [FlashAttention]
  /// @param v see [FlashAttention]
  /// @param sight which keys each query sees
  /// @return outputs and normalisers
  /// @throws IllegalArgumentException if two tensors disagree on a dimension; the message names it
  static Attended withLogSumExp(Tensor q, Tensor k, Tensor v, Sight sight) {
    Dims dims =
        new Dims().bind("q", q, "B T H Dh").bind("k", k, "B S G Dh").bind("v", v, "B S G Dh");
    try (Scope scope = Scope.open()) {
      IValueVector results =
          Forward.OPERATOR.call(
              new IValue(rowsWhole(q)),
              new IValue(rowsWhole(k)),
              new IValue(rowsWhole(v)),
              new IValue(), // offsets of packed sequences
              new IValue(),
              new IValue(dims.get("T")),
              new IValue(dims.get("S")),
              new IValue(0.0),
              new IValue(sight.isPast()),
              new IValue(false),
              new IValue(), // the scale of the definition
              bound(sight.back()),
              bound(sight.ahead()),
              new IValue(), // lengths of padded sequences
              new IValue()); // slopes
      return new Attended(
          scope.keep(UnboundOperator.tensor(results, 0)),
          scope.keep(UnboundOperator.tensor(results, 1)));
    }
  }

  /// The kernels want the numbers of one head next to each other.
  private static Tensor rowsWhole(Tensor x) {
    return x.stride(3) == 1 ? x : x.contiguous();
  }

  private static IValue bound(long positions) {
    return positions == UNBOUNDED ? new IValue() : new IValue(positions);
  }

  private static final class Forward {
    static final UnboundOperator OPERATOR = UnboundOperator.named(FORWARD);
  }
}
