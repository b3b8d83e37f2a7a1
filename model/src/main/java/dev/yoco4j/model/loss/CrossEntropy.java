package dev.yoco4j.model.loss;

import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;

import dev.yoco4j.model.layer.Linear;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/// Mean cross entropy in nats, chunk by chunk, so that the logits of a whole batch never exist.
///
/// | tensor    | shape      | meaning                                   |
/// |-----------|------------|-------------------------------------------|
/// | `hidden`  | `[N, D]`   | normed hidden states                      |
/// | `targets` | `[N]`      | the tokens that follow, int64             |
///
/// Logits are projected in the model's precision; the softmax and the sum are float32.
public final class CrossEntropy {
  private static final long ROWS_PER_CHUNK = 1024;
  private static final long MEAN = 1;
  private static final long SUM = 2;
  private static final long IGNORE = -100;

  private CrossEntropy() {}

  /// The loss, without gradients.
  ///
  /// @param hidden see [CrossEntropy]
  /// @param output the projection to the vocabulary
  /// @param targets see [CrossEntropy]
  /// @return sum over rows, in nats
  public static double sum(Tensor hidden, Linear output, Tensor targets) {
    double total = 0;
    for (long from = 0; from < hidden.size(0); from += ROWS_PER_CHUNK) {
      try (Scope _ = Scope.open()) {
        long rows = Math.min(ROWS_PER_CHUNK, hidden.size(0) - from);
        Tensor loss =
            chunk(hidden.narrow(0, from, rows), output, targets.narrow(0, from, rows), SUM);
        total += Floats.number(loss);
      }
    }
    return total;
  }

  /// The loss, and its backward pass through the projection.
  ///
  /// Gradients of `output` accumulate there; the gradient of `hidden` is left in `hidden.grad()`.
  ///
  /// @param hidden see [CrossEntropy]; a leaf that requires a gradient
  /// @param output the projection to the vocabulary
  /// @param targets see [CrossEntropy]
  /// @param weight factor on the gradient, for accumulation over several calls
  /// @return mean over rows, in nats, without the factor
  public static double backward(Tensor hidden, Linear output, Tensor targets, double weight) {
    long count = hidden.size(0);
    double total = 0;
    for (long from = 0; from < count; from += ROWS_PER_CHUNK) {
      try (Scope _ = Scope.open()) {
        long rows = Math.min(ROWS_PER_CHUNK, count - from);
        Tensor mean =
            chunk(hidden.narrow(0, from, rows), output, targets.narrow(0, from, rows), MEAN);
        double share = (double) rows / count;
        mean.mul(new Scalar(share * weight)).backward();
        total += Floats.number(mean) * share;
      }
    }
    return total;
  }

  private static Tensor chunk(Tensor hidden, Linear output, Tensor targets, long reduction) {
    Tensor logits = Floats.float32(output.forward(hidden)); // [rows, V]
    return cross_entropy_loss(logits, targets, new TensorOptional(), reduction, IGNORE, 0.0);
  }
}
