package dev.yoco4j.model.selfdecoder;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.cumsum;

import dev.yoco4j.torch.Dims;
import dev.yoco4j.torch.Floats;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// Gated retention as pure functions: one recurrence, three ways to run it.
///
/// `S_t = exp(g_t) S_{t-1} + k_t^T v_t` and `o_t = q_t S_t / sqrt(Dk)`, with
///
/// | tensor     | shape            | meaning                                                        |
/// |------------|------------------|----------------------------------------------------------------|
/// | `q`, `k`   | `[B, T, H, Dk]`  | queries and keys, rotated                                      |
/// | `v`        | `[B, T, H, Dv]`  | values                                                         |
/// | `logDecay` | `[B, T, H]`      | `g`, natural logarithm of the decay, at most 0, float32        |
/// | `state`    | `[B, H, Dk, Dv]` | `S` before the first position, float32                         |
///
/// YOCO (arXiv 2405.05254) section 4.2: equation 6 is [#parallel] and [#recurrent], equation 7 is
/// [#chunkwise]. The `D` printed in equation 7 is transposed: here a row is a query and a column an
/// earlier key. The reference scales `k` where this scales `q`, so its state is smaller by
/// `sqrt(Dk)`. Decays stay logarithms until two of them are subtracted, and the difference is never
/// positive: nothing is divided by a decay.
public final class RetentionMath {
  private RetentionMath() {}

  /// What one call computes.
  ///
  /// @param out `[B, T, H, Dv]` in the dtype of `v`
  /// @param state `S` after the last position, `[B, H, Dk, Dv]` float32
  public record Result(Tensor out, Tensor state) {}

  /// Runs the recurrence one position at a time: `T` steps.
  ///
  /// @param q see [RetentionMath]
  /// @param k see [RetentionMath]
  /// @param v see [RetentionMath]
  /// @param logDecay see [RetentionMath]
  /// @param state see [RetentionMath]
  /// @return outputs and the state to carry
  /// @throws IllegalArgumentException if two tensors disagree on a dimension; the message names it
  public static Result recurrent(Tensor q, Tensor k, Tensor v, Tensor logDecay, Tensor state) {
    Dims dims = dims(q, k, v, logDecay, state);
    Tensor scaled = scaled(Floats.float32(q));
    Tensor keys = Floats.float32(k);
    Tensor values = Floats.float32(v);
    Tensor decays = logDecay.exp();
    TensorVector outs = new TensorVector();
    Tensor carried = state;
    for (long t = 0; t < dims.get("T"); t++) {
      Tensor decay = decays.select(1, t).unsqueeze(2).unsqueeze(3); // [B, H, 1, 1]
      Tensor added =
          keys.select(1, t).unsqueeze(3).mul(values.select(1, t).unsqueeze(2)); // [B, H, Dk, Dv]
      carried = carried.mul(decay).add(added);
      Tensor read = scaled.select(1, t).unsqueeze(2).matmul(carried); // [B, H, 1, Dv]
      outs.push_back(read.transpose(1, 2)); // [B, 1, H, Dv]
    }
    return new Result(cat(outs, 1).to(v.scalar_type()), carried);
  }

  /// Runs all positions against each other: `T x T` scores, no state.
  ///
  /// @param q see [RetentionMath]
  /// @param k see [RetentionMath]
  /// @param v see [RetentionMath]
  /// @param logDecay see [RetentionMath]
  /// @return `[B, T, H, Dv]`, what [#recurrent] gives from a state of zeros
  /// @throws IllegalArgumentException if two tensors disagree on a dimension; the message names it
  public static Tensor parallel(Tensor q, Tensor k, Tensor v, Tensor logDecay) {
    Dims _ = dims(q, k, v, logDecay);
    Tensor sinceStart = cumsum(logDecay.transpose(1, 2), 2); // [B, H, T]
    return within(scaled(q).transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2), sinceStart)
        .transpose(1, 2);
  }

  /// Runs the recurrence one chunk at a time; all chunks together are a few batched products, on a
  /// GPU the recurrence over chunks is, too ([ChunkStates]).
  ///
  /// @param q see [RetentionMath]
  /// @param k see [RetentionMath]
  /// @param v see [RetentionMath]
  /// @param logDecay see [RetentionMath]
  /// @param state see [RetentionMath]
  /// @param chunk positions per chunk, at least 1; the last chunk may be shorter
  /// @return the same as [#recurrent], up to rounding
  /// @throws IllegalArgumentException if two tensors disagree on a dimension; the message names it
  public static Result chunkwise(
      Tensor q, Tensor k, Tensor v, Tensor logDecay, Tensor state, long chunk) {
    Dims dims = dims(q, k, v, logDecay, state);
    if (chunk < 1) {
      throw new IllegalArgumentException("chunk must be at least 1, was " + chunk);
    }
    long length = dims.get("T");
    long size = Math.min(chunk, length);
    long whole = length - length % size;
    Result chunks =
        chunks(
            q.narrow(1, 0, whole),
            k.narrow(1, 0, whole),
            v.narrow(1, 0, whole),
            logDecay.narrow(1, 0, whole),
            state,
            size);
    if (whole == length) {
      return chunks;
    }
    long rest = length - whole;
    Result last =
        chunks(
            q.narrow(1, whole, rest),
            k.narrow(1, whole, rest),
            v.narrow(1, whole, rest),
            logDecay.narrow(1, whole, rest),
            chunks.state(),
            rest);
    return new Result(cat(new TensorVector(chunks.out(), last.out()), 1), last.state());
  }

  /// `T` is a multiple of `size` here; `N` is the number of chunks.
  private static Result chunks(
      Tensor q, Tensor k, Tensor v, Tensor logDecay, Tensor state, long size) {
    Tensor queries = scaled(inChunks(q, size)); // [B, H, N, C, Dk]
    Tensor keys = inChunks(k, size); // [B, H, N, C, Dk]
    Tensor values = inChunks(v, size); // [B, H, N, C, Dv]
    Tensor sinceStart = cumsum(inChunks(logDecay, size), 3); // [B, H, N, C]
    Tensor total = sinceStart.narrow(3, size - 1, 1); // [B, H, N, 1]

    Tensor untilEnd = total.sub(sinceStart).exp().unsqueeze(4); // [B, H, N, C, 1]
    // products of the model's precision: libtorch's float32 ones stall on a machine that is busy
    Tensor weighted = keys.mul(untilEnd.to(keys.scalar_type())); // [B, H, N, C, Dk]
    Tensor added = weighted.transpose(3, 4).matmul(values); // [B, H, N, Dk, Dv]
    ChunkStates states = ChunkStates.carried(added, total.squeeze(3), state);

    Tensor inside = within(queries, keys, values, sinceStart); // [B, H, N, C, Dv]
    Tensor decayed =
        queries.mul(sinceStart.exp().unsqueeze(4).to(q.scalar_type())); // [B, H, N, C, Dk]
    Tensor read = states.before().to(q.scalar_type()); // rounded for reading, carried in float32
    Tensor out = inside.add(decayed.matmul(read)); // [B, H, N, C, Dv]
    return new Result(out.permute(0, 2, 3, 1, 4).flatten(1, 2), states.after()); // [B, T, H, Dv]
  }

  /// `(q k^T * D) v` with `D` of [Decays#between].
  private static Tensor within(Tensor q, Tensor k, Tensor v, Tensor sinceStart) {
    int last = (int) sinceStart.dim();
    Tensor scores = q.matmul(k.transpose(last - 1, last)); // [..., C, C]
    return scores.mul(Decays.between(sinceStart).to(scores.scalar_type())).matmul(v);
  }

  private static Tensor inChunks(Tensor x, long size) {
    Tensor cut = x.unflatten(1, -1, size); // [B, N, C, H, ...]
    // made contiguous once: each product would copy it for itself
    return cut.permute(x.dim() == 4 ? new long[] {0, 3, 1, 2, 4} : new long[] {0, 3, 1, 2})
        .contiguous();
  }

  private static Tensor scaled(Tensor q) {
    return q.mul(new Scalar(1 / Math.sqrt((double) q.size(q.dim() - 1))));
  }

  private static Dims dims(Tensor q, Tensor k, Tensor v, Tensor logDecay) {
    return new Dims()
        .bind("q", q, "B T H Dk")
        .bind("k", k, "B T H Dk")
        .bind("v", v, "B T H Dv")
        .bind("logDecay", logDecay, "B T H");
  }

  private static Dims dims(Tensor q, Tensor k, Tensor v, Tensor logDecay, Tensor state) {
    return dims(q, k, v, logDecay).bind("state", state, "B H Dk Dv");
  }
}
