package dev.yoco4j.model.layer;

import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.maximum;
import static org.bytedeco.pytorch.global.torch.zeros;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;

/// Queries of neighbouring positions, and what they have read so far of keys that come in blocks.
///
/// The softmax over all keys follows from the blocks: each adds `exp(score - m)` and `exp(score -
/// m) v`, and both sums are rescaled when the highest score `m` rises ("Online normalizer
/// calculation for softmax", arXiv 1805.02867). Scores of one block are all that is ever in memory.
/// Sums are float32 and change in place.
final class RunningAttention {
  private static final long[] LAST = {2};

  private final long queries;
  private final Tensor rows; // [G, R T, Dh]; the heads of a group are rows of one product
  private final Tensor highest; // [G, R T, 1]
  private final Tensor weights; // [G, R T, 1]
  private final Tensor read; // [G, R T, Dh]

  /// Starts with nothing read.
  ///
  /// @param q `[T, H, Dh]`
  /// @param keyValueHeads `G`
  RunningAttention(Tensor q, long keyValueHeads) {
    queries = q.size(0);
    long width = q.size(2);
    rows =
        q.mul(new Scalar(1 / Math.sqrt((double) width)))
            .unflatten(1, keyValueHeads, -1)
            .permute(1, 2, 0, 3)
            .flatten(1, 2);
    long[] perRow = {keyValueHeads, rows.size(1), 1};
    TensorOptions floats = Device.of(q).options(Precision.FLOAT32);
    highest = full(perRow, new Scalar(Double.NEGATIVE_INFINITY), floats);
    weights = zeros(perRow, floats);
    read = zeros(new long[] {keyValueHeads, rows.size(1), width}, floats);
  }

  /// Reads one block of keys.
  ///
  /// @param keys `[G, P, Dh]`
  /// @param values `[G, P, Dh]`
  /// @param mask what to add to the scores, `[T, P]`, if not all keys are visible
  void read(Tensor keys, Tensor values, Optional<Tensor> mask) {
    try (Scope _ = Scope.open()) {
      Tensor raw = Floats.float32(rows.bmm(keys.transpose(1, 2))); // [G, R T, P]
      Tensor scores = mask.map(m -> raw.unflatten(1, -1, queries).add(m).flatten(1, 2)).orElse(raw);
      Tensor risen = maximum(highest, scores.amax(LAST, true)); // [G, R T, 1]
      Tensor added = scores.sub_(risen).exp_(); // [G, R T, P]
      Tensor kept = highest.sub(risen).exp_(); // [G, R T, 1]
      Tensor _ = weights.mul_(kept).add_(added.sum(LAST, true, new ScalarTypeOptional()));
      Tensor _ = read.mul_(kept).add_(added.to(values.scalar_type()).bmm(values));
      Tensor _ = highest.copy_(risen);
    }
  }

  /// What the queries read: the weighted mean of the values.
  ///
  /// @return `[T, H, Dh]` float32
  Tensor result() {
    return read.div(weights).unflatten(1, -1, queries).permute(2, 0, 1, 3).flatten(1, 2);
  }
}
