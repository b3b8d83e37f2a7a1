package dev.yoco4j.training.optimizer;

import static org.bytedeco.pytorch.global.torch.full;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.UnboundOperator;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// The updates of [OptimizedWeight], of all weights at once, by libtorch's fused kernels.
///
/// A GPU starts a few kernels instead of ten for each weight, and reads and writes each number
/// once. The sums are those of [OptimizedWeight#update], rounded in another order.
final class FusedAdamW {
  private static final String UPDATE = "aten::_fused_adamw_";
  private static final String COPY = "aten::_foreach_copy_";
  private static final long[] ONE_NUMBER = {};

  private FusedAdamW() {}

  /// Updates the weights that have a gradient.
  ///
  /// @param config betas, epsilon and decay
  /// @param weights all on one device
  /// @param learningRate of this step
  /// @param step updates made, this one included
  /// @param gradientScale factor on the gradients
  static void update(
      AdamWConfig config,
      List<OptimizedWeight> weights,
      double learningRate,
      long step,
      double gradientScale) {
    Map<Boolean, List<OptimizedWeight>> byDecay =
        weights.stream()
            .filter(OptimizedWeight::hasGradient)
            .collect(Collectors.partitioningBy(OptimizedWeight::decays));
    byDecay.forEach((decays, group) -> {
      if (!group.isEmpty()) {
        Step one = new Step(learningRate, decays ? config.weightDecay() : 0, step);
        update(config, group, one, gradientScale);
      }
    });
    round(weights.stream().filter(w -> w.hasGradient() && w.isRounded()).toList());
  }

  private record Step(double learningRate, double decay, long number) {}

  private static void update(
      AdamWConfig config, List<OptimizedWeight> weights, Step step, double gradientScale) {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      Tensor number = number((double) step.number(), weights);
      IValueVector _ =
          Operators.UPDATE.call(
              list(weights, OptimizedWeight::master),
              list(weights, OptimizedWeight::gradient),
              list(weights, OptimizedWeight::first),
              list(weights, OptimizedWeight::second),
              list(List.of()), // no maximum of second moments
              list(Collections.nCopies(weights.size(), number)),
              new IValue(step.learningRate()),
              new IValue(config.beta1()),
              new IValue(config.beta2()),
              new IValue(step.decay()),
              new IValue(config.epsilon()),
              new IValue(false), // the maximum
              new IValue(false), // ascent
              divisor(gradientScale, weights),
              new IValue());
    }
  }

  /// The kernels divide gradients by a number that is where they are.
  private static IValue divisor(double scale, List<OptimizedWeight> weights) {
    return scale == 1 ? new IValue() : new IValue(number(1 / scale, weights));
  }

  private static Tensor number(double value, List<OptimizedWeight> weights) {
    Device device = Device.of(weights.getFirst().master());
    return full(ONE_NUMBER, new Scalar(value), device.options(Precision.FLOAT32));
  }

  private static void round(List<OptimizedWeight> weights) {
    if (weights.isEmpty()) {
      return;
    }
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      IValueVector _ =
          Operators.COPY.call(
              list(weights, OptimizedWeight::weight),
              list(weights, OptimizedWeight::master),
              new IValue(false)); // not beside the host
    }
  }

  private static IValue list(
      List<OptimizedWeight> weights, Function<OptimizedWeight, Tensor> part) {
    return list(weights.stream().map(part).toList());
  }

  private static IValue list(List<Tensor> tensors) {
    GenericList list = Operators.COPY.listFor(0);
    tensors.forEach(tensor -> list.push_back(new IValue(tensor)));
    return new IValue(list);
  }

  /// The operators have no binding. Found once, and never freed.
  private static final class Operators {
    static final UnboundOperator UPDATE = UnboundOperator.named(FusedAdamW.UPDATE);
    static final UnboundOperator COPY = UnboundOperator.named(FusedAdamW.COPY);
  }
}
