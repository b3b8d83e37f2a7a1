package dev.yoco4j.model.loss;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.full_like;
import static org.bytedeco.pytorch.global.torch.zeros;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import dev.yoco4j.model.kernel.CrossEntropyKernel;
import dev.yoco4j.model.layer.Linear;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Mean cross entropy in nats, chunk by chunk, so that the logits of a whole batch never exist.
///
/// | tensor    | shape      | meaning                                   |
/// |-----------|------------|-------------------------------------------|
/// | `hidden`  | `[N, D]`   | normed hidden states                      |
/// | `targets` | `[N]`      | the tokens that follow, int64             |
///
/// Logits are projected in the model's precision; the softmax and all sums are float32. The
/// gradient is written out, `softmax - onehot`, because the recorded one would pass over each
/// chunk's logits three times as often.
public final class CrossEntropy {
  private static final long ROWS_PER_CHUNK = 512;

  /// A GPU multiplies large matrices faster, and has the memory for them.
  private static final long GPU_ROWS_PER_CHUNK = 4096;

  private static final long[] ONE_NUMBER = {};

  private CrossEntropy() {}

  /// A loss, and what flows back into the hidden states.
  ///
  /// @param nats sum over rows, without the factor, where it was made
  /// @param hiddenGradient `[N, D]`, with the factor
  public record Backward(Tensor nats, Tensor hiddenGradient) {
    /// The mean over rows. It waits for the device: ask for what comes next first.
    ///
    /// @return nats, without the factor
    public double loss() {
      return Floats.number(nats) / hiddenGradient.size(0);
    }
  }

  /// Rows whose logits exist at the same time.
  ///
  /// @param device what computes
  /// @return rows, fewer where there are fewer
  public static long rowsAtOnce(Device device) {
    return switch (device) {
      case CPU -> ROWS_PER_CHUNK;
      case CUDA -> GPU_ROWS_PER_CHUNK;
    };
  }

  /// The loss alone.
  ///
  /// @param hidden see [CrossEntropy]
  /// @param output the projection to the vocabulary
  /// @param targets see [CrossEntropy]
  /// @return sum over rows, in nats
  public static double sum(Tensor hidden, Linear output, Tensor targets) {
    long most = rowsAtOnce(Device.of(hidden));
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      Tensor total = zero(hidden);
      for (long from = 0; from < hidden.size(0); from += most) {
        try (Scope _ = Scope.open()) {
          long rows = Math.min(most, hidden.size(0) - from);
          Tensor _ =
              slope(hidden.narrow(0, from, rows), output, targets.narrow(0, from, rows), total);
        }
      }
      return Floats.number(total);
    }
  }

  /// The loss and its backward pass through the projection, whose gradient is added to its
  /// weight's.
  ///
  /// @param hidden see [CrossEntropy]
  /// @param output the projection to the vocabulary
  /// @param targets see [CrossEntropy]
  /// @param weight factor on the gradient, for accumulation over several calls
  /// @return loss and gradient, in the current scope
  public static Backward backward(Tensor hidden, Linear output, Tensor targets, double weight) {
    long count = hidden.size(0);
    long most = rowsAtOnce(Device.of(hidden));
    try (NoGrad _ = NoGrad.open();
        Scope scope = Scope.open()) {
      Tensor total = zero(hidden);
      Tensor projection = output.weight().detach(); // [V, D]
      Tensor weightGradient =
          zeros_like(projection, Precision.FLOAT32.options(), Floats.anyFormat()); // [V, D]
      TensorVector hiddenGradients = new TensorVector();
      for (long from = 0; from < count; from += most) {
        long rows = Math.min(most, count - from);
        try (Scope chunk = Scope.open()) {
          Tensor h = hidden.narrow(0, from, rows); // [rows, D]
          Tensor next = targets.narrow(0, from, rows); // [rows]
          Tensor slope = slope(h, output, next, total); // [rows, V]
          weightGradient.add_(slope.transpose(0, 1).matmul(h));
          hiddenGradients.push_back(chunk.keep(slope.matmul(projection))); // [rows, D]
        }
      }
      Scalar scale = new Scalar(weight / count);
      addGradient(output.weight(), weightGradient.mul_(scale));
      Tensor hiddenGradient = scope.keep(cat(hiddenGradients, 0).mul_(scale));
      return new Backward(scope.keep(total), hiddenGradient);
    }
  }

  /// Sums stay where they are made: reading one waits for the device.
  private static Tensor zero(Tensor hidden) {
    return zeros(ONE_NUMBER, Device.of(hidden).options(ScalarType.Double));
  }

  /// `softmax - onehot` in the precision of the logits, `[rows, V]`; adds nats to the total.
  private static Tensor slope(Tensor hidden, Linear output, Tensor targets, Tensor total) {
    Tensor logits = output.forward(hidden); // [rows, V]
    if (CrossEntropyKernel.takes(logits)) {
      total.add_(CrossEntropyKernel.slope(logits, targets).to(ScalarType.Double).sum());
      return logits;
    }
    Tensor probabilities = Floats.float32(logits).softmax(1); // [rows, V]
    Tensor index = targets.unsqueeze(1); // [rows, 1]
    total.sub_(probabilities.gather(1, index).log().sum());
    Tensor slope = probabilities.to(logits.scalar_type());
    return slope.scatter_add_(1, index, full_like(slope.narrow(1, 0, 1), new Scalar(-1)));
  }

  private static void addGradient(Tensor weight, Tensor gradient) {
    Tensor rounded = gradient.to(weight.scalar_type());
    if (weight.grad().defined()) {
      weight.mutable_grad().add_(rounded);
    } else {
      weight.mutable_grad().put(rounded);
    }
  }
}
