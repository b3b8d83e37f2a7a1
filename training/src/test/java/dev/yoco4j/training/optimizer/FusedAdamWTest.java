package dev.yoco4j.training.optimizer;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.randn;

import dev.yoco4j.testkit.EachDevice;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// libtorch's fused kernels, for the CPU and for CUDA, must make our own updates.
@EachDevice
class FusedAdamWTest {
  private static final double RATE = 1e-2;
  private static final AdamWConfig CONFIG = new AdamWConfig(RATE, 0.9, 0.95, 1e-3, 0.5, 1);

  private final Device device;

  FusedAdamWTest(Device device) {
    this.device = device;
  }

  private Tensor drawn(long... sizes) {
    return device.move(randn(sizes));
  }

  /// A matrix, which decays, a norm, which does not, and a weight that never has a gradient.
  private static List<OptimizedWeight> weights(Tensor... tensors) {
    return List.of(
        new OptimizedWeight("matrix", tensors[0].clone()),
        new OptimizedWeight("norm", tensors[1].clone()),
        new OptimizedWeight("still", tensors[2].clone()));
  }

  private static void giveGradients(List<OptimizedWeight> weights, Tensor... gradients) {
    for (int i = 0; i < gradients.length; i++) {
      OptimizedWeight weight = weights.get(i);
      weight.weight().mutable_grad().put(gradients[i].clone().to(weight.weight().scalar_type()));
      weight.accumulate();
    }
  }

  @ParameterizedTest
  @CsvSource({"FLOAT32,1", "FLOAT32,0.3", "BFLOAT16,1", "BFLOAT16,0.3"})
  void updates_are_those_of_each_weight_alone(Precision precision, double scale) {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      manual_seed(7);
      Tensor[] first = {
        drawn(33, 5).to(precision.scalarType()),
        drawn(17).to(precision.scalarType()),
        drawn(4, 4).to(precision.scalarType())
      };
      List<OptimizedWeight> want = weights(first);
      List<OptimizedWeight> got = weights(first);
      for (int step = 1; step <= 5; step++) {
        Tensor[] gradients = {drawn(33, 5), drawn(17)};
        giveGradients(want, gradients);
        giveGradients(got, gradients);
        StepSize size = StepSize.of(CONFIG, RATE, step);
        want.forEach(weight -> weight.update(CONFIG, size, scale));
        FusedAdamW.update(CONFIG, got, RATE, step, scale);
        want.forEach(OptimizedWeight::discardGradient);
        got.forEach(OptimizedWeight::discardGradient);
      }
      for (int i = 0; i < want.size(); i++) {
        assertSame(got.get(i), want.get(i));
      }
      assertThatTensor(got.get(2).weight()).isIdenticalTo(first[2]);
      want.forEach(OptimizedWeight::close);
      got.forEach(OptimizedWeight::close);
    }
  }

  private static void assertSame(OptimizedWeight got, OptimizedWeight want) {
    assertThatTensor(got.master()).isCloseTo(want.master(), Tolerances.FORWARD);
    assertThatTensor(got.first()).isCloseTo(want.first(), Tolerances.FORWARD);
    assertThatTensor(got.second()).isCloseTo(want.second(), Tolerances.FORWARD);
    assertThatTensor(got.weight()).isIdenticalTo(got.master().to(got.weight().scalar_type()));
  }
}
