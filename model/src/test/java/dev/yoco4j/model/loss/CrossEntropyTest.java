package dev.yoco4j.model.loss;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.randint;
import static org.bytedeco.pytorch.global.torch.randn;

import dev.yoco4j.model.layer.Linear;
import dev.yoco4j.testkit.EachDevice;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EachDevice
class CrossEntropyTest {
  private static final long VOCABULARY = 37;
  private static final long WIDTH = 16;

  private final Device device;

  CrossEntropyTest(Device device) {
    this.device = device;
  }

  private record Inputs(Tensor hidden, Tensor weight, Tensor targets) {
    static Inputs of(Device device, long rows) {
      manual_seed(9);
      return new Inputs(
          device.move(randn(rows, WIDTH)).requires_grad_(true),
          device.move(randn(VOCABULARY, WIDTH)).requires_grad_(true),
          device.move(randint(0, VOCABULARY, new long[] {rows}).to(ScalarType.Long)));
    }

    /// libtorch's own, recorded.
    Tensor definition() {
      return cross_entropy_loss(hidden.matmul(weight.transpose(0, 1)), targets);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 511, 512, 513, 1100})
  void loss_and_gradients_equal_those_of_the_recorded_definition(long rows) {
    try (Scope _ = Scope.open()) {
      Inputs want = Inputs.of(device, rows);
      Tensor loss = want.definition();
      loss.mul(new Scalar(0.25)).backward();
      Inputs got = Inputs.of(device, rows);
      CrossEntropy.Backward back =
          CrossEntropy.backward(got.hidden, new Linear(got.weight), got.targets, 0.25);
      assertThat(back.loss()).isCloseTo(Floats.number(loss), within(Tolerances.FORWARD));
      assertThatTensor(back.hiddenGradient()).isCloseTo(want.hidden.grad(), Tolerances.GRADIENT);
      assertThatTensor(got.weight.grad()).isCloseTo(want.weight.grad(), Tolerances.GRADIENT);
      assertThat(CrossEntropy.sum(got.hidden, new Linear(got.weight), got.targets) / rows)
          .isCloseTo(back.loss(), within(Tolerances.FORWARD));
    }
  }

  @Test
  void gradients_of_the_projection_add_up_over_calls() {
    try (Scope _ = Scope.open()) {
      Inputs x = Inputs.of(device, 20);
      CrossEntropy.Backward _ = CrossEntropy.backward(x.hidden, new Linear(x.weight), x.targets, 1);
      Tensor once = x.weight.grad().clone();
      CrossEntropy.Backward _ = CrossEntropy.backward(x.hidden, new Linear(x.weight), x.targets, 1);
      assertThatTensor(x.weight.grad()).isCloseTo(once.mul(new Scalar(2)), Tolerances.GRADIENT);
    }
  }

  @Test
  void bfloat16_stays_near_float32() {
    try (Scope _ = Scope.open()) {
      Inputs x = Inputs.of(device, 600);
      CrossEntropy.Backward want =
          CrossEntropy.backward(x.hidden, new Linear(x.weight), x.targets, 1);
      Tensor rounded = x.weight.detach().to(ScalarType.BFloat16).requires_grad_(true);
      CrossEntropy.Backward got =
          CrossEntropy.backward(
              x.hidden.to(ScalarType.BFloat16), new Linear(rounded), x.targets, 1);
      assertThat(got.loss()).isCloseTo(want.loss(), within(Tolerances.BFLOAT16));
      assertThatTensor(got.hiddenGradient()).isCloseTo(want.hiddenGradient(), Tolerances.BFLOAT16);
      assertThatTensor(rounded.grad()).isCloseTo(x.weight.grad(), Tolerances.BFLOAT16);
    }
  }
}
