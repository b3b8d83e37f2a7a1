package dev.yoco4j.training;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.randint;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.testkit.EachDevice;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EachDevice
class GradientPassTest {
  private final Device device;

  GradientPassTest(Device device) {
    this.device = device;
  }

  private Tensor tokens(long batch, long length) {
    manual_seed(3);
    return device.move(randint(0, 512, new long[] {batch, length}).to(ScalarType.Long));
  }

  private static double run(GradientPass pass, LanguageModel model, Tensor tokens, double weight) {
    long length = tokens.size(1) - 1;
    return pass.run(model, tokens.narrow(1, 0, length), tokens.narrow(1, 1, length), weight);
  }

  private static void assertSameGradients(LanguageModel got, LanguageModel want) {
    for (String name : want.parameters().tensors().keySet()) {
      assertThatTensor(got.parameters().get(name).grad())
          .as(name)
          .isCloseTo(want.parameters().get(name).grad(), Tolerances.GRADIENT);
    }
  }

  private LanguageModel model(String preset) {
    LanguageModel model =
        LanguageModel.build(
            ModelPresets.named(preset), Parameters.random(5, Precision.FLOAT32, device));
    model.parameters().requireGradients();
    return model;
  }

  @ParameterizedTest
  @ValueSource(strings = {"yoco-tiny-gret", "yoco-tiny-swa", "transformer-tiny"})
  void recomputing_activations_gives_the_same_loss_and_gradients(String preset) {
    try (LanguageModel kept = model(preset);
        LanguageModel recomputed = model(preset);
        Scope _ = Scope.open()) {
      Tensor tokens = tokens(2, 101);
      double want = run(GradientPass.keepingActivations(), kept, tokens, 0.5);
      double got = run(GradientPass.recomputingActivations(), recomputed, tokens, 0.5);
      assertThat(got).isCloseTo(want, within(Tolerances.FORWARD));
      assertSameGradients(recomputed, kept);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"yoco-tiny-gret", "yoco-tiny-swa", "transformer-tiny"})
  void accumulating_two_halves_equals_one_batch(String preset) {
    try (LanguageModel whole = model(preset);
        LanguageModel halves = model(preset);
        Scope _ = Scope.open()) {
      Tensor tokens = tokens(4, 65);
      double want = run(GradientPass.keepingActivations(), whole, tokens, 1);
      double first = run(GradientPass.keepingActivations(), halves, tokens.narrow(0, 0, 2), 0.5);
      double second = run(GradientPass.keepingActivations(), halves, tokens.narrow(0, 2, 2), 0.5);
      assertThat((first + second) / 2).isCloseTo(want, within(Tolerances.FORWARD));
      assertSameGradients(halves, whole);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"yoco-tiny-gret", "yoco-tiny-swa", "transformer-tiny"})
  void the_gradient_is_the_slope_of_the_loss(String preset) {
    try (LanguageModel model = model(preset);
        Scope _ = Scope.open()) {
      Tensor tokens = tokens(1, 40);
      double before = run(GradientPass.keepingActivations(), model, tokens, 1);
      double squaredNorm = 0;
      double step = 1e-4;
      try (NoGrad _ = NoGrad.open()) {
        for (Tensor weight : model.parameters().tensors().values()) {
          squaredNorm += Floats.number(weight.grad().square().sum());
          weight.sub_(weight.grad().mul(new Scalar(step)));
        }
      }
      double after = run(GradientPass.keepingActivations(), model, tokens, 1);
      assertThat((before - after) / (step * squaredNorm)).isCloseTo(1, within(0.05));
    }
  }
}
