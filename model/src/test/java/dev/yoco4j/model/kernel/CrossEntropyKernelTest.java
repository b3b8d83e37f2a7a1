package dev.yoco4j.model.kernel;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.randint;
import static org.bytedeco.pytorch.global.torch.randn;

import dev.yoco4j.testkit.CudaTest;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrossEntropyKernelTest {
  private static Tensor logits(long rows, long vocabulary, double scale) {
    manual_seed(5);
    return randn(rows, vocabulary).mul(new Scalar(scale)).to(ScalarType.BFloat16);
  }

  private static Tensor targets(long rows, long vocabulary) {
    return randint(0, vocabulary, new long[] {rows}).to(ScalarType.Long);
  }

  /// Fewer numbers than threads, a whole round of all threads and parts of one; logits whose
  /// exponentials would overflow.
  @CudaTest
  @ParameterizedTest(name = "N{0}-V{1}-scale{2}")
  @CsvSource({"1,8,1", "3,512,1", "70,4096,4", "5,4104,200", "130,100288,8"})
  void nats_and_slope_are_those_of_the_recorded_definition(
      long rows, long vocabulary, double scale) {
    try (Scope _ = Scope.open()) {
      Tensor logits = logits(rows, vocabulary, scale);
      Tensor targets = targets(rows, vocabulary);
      Tensor wide = logits.to(ScalarType.Float).requires_grad_(true);
      Tensor sum = cross_entropy_loss(wide, targets).mul(new Scalar((double) rows));
      sum.backward();
      Tensor moved = Device.CUDA.move(logits);
      try (NoGrad _ = NoGrad.open()) {
        assertThat(CrossEntropyKernel.takes(moved)).isTrue();
        Tensor nats = CrossEntropyKernel.slope(moved, Device.CUDA.move(targets));
        assertThatTensor(Device.CPU.move(nats).sum()).isCloseTo(sum, Tolerances.FORWARD);
        assertThatTensor(Device.CPU.move(moved)).isCloseTo(wide.grad(), Tolerances.BFLOAT16);
      }
    }
  }

  @Test
  void what_it_can_not_read_is_left_to_others() {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      assertThat(CrossEntropyKernel.takes(logits(2, 64, 1))).isFalse();
    }
  }
}
