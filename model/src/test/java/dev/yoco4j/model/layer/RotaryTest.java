package dev.yoco4j.model.layer;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.zeros;

import dev.yoco4j.model.layer.RotaryConfig.Frequencies;
import dev.yoco4j.model.layer.RotaryConfig.Pairing;
import dev.yoco4j.testkit.CudaTest;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RotaryTest {
  private static final int POSITIONS = 9;

  private final Scope scope = Scope.open();

  @AfterEach
  void close() {
    scope.close();
  }

  /// The definition, in doubles.
  private static double frequency(RotaryConfig config, int headWidth, int pair) {
    int pairs = headWidth / 2;
    double exponent =
        switch (config.frequencies()) {
          case YOCO -> pairs == 1 ? 0 : (double) pair / (pairs - 1);
          case FLA -> 2.0 * pair / headWidth;
        };
    return Math.pow(config.theta(), -exponent);
  }

  private static Tensor table(
      RotaryConfig config, int headWidth, long from, DoubleUnaryOperator turn) {
    float[] values = new float[POSITIONS * headWidth / 2];
    for (int i = 0; i < values.length; i++) {
      int position = i / (headWidth / 2);
      double frequency = frequency(config, headWidth, i % (headWidth / 2));
      values[i] = (float) turn.applyAsDouble((from + position) * frequency);
    }
    return Tensor.create(values).reshape(POSITIONS, headWidth / 2);
  }

  @ParameterizedTest
  @CsvSource({
    "YOCO, 2, 10000", "YOCO, 8, 10000", "YOCO, 64, 80000000",
    "FLA, 2, 10000", "FLA, 6, 500", "FLA, 128, 10000"
  })
  void frequencies_are_those_of_the_definition(
      Frequencies frequencies, int headWidth, double theta) {
    RotaryConfig config = new RotaryConfig(theta, frequencies, Pairing.INTERLEAVED);
    Rotation rotation =
        new Rotary(config, headWidth).rotation(from(3L), POSITIONS, Precision.FLOAT32);
    assertThatTensor(rotation.cos().select(0, 0))
        .isCloseTo(table(config, headWidth, 3, Math::cos), Tolerances.FORWARD);
    assertThatTensor(rotation.sin().select(0, 0))
        .isCloseTo(table(config, headWidth, 3, Math::sin), Tolerances.FORWARD);
  }

  /// The reference's last frequency is `1 / theta` itself; `2i / d` never gets there.
  @Test
  void the_last_frequency_tells_the_conventions_apart() {
    assertThat(frequency(RotaryConfig.yoco(10_000), 8, 3)).isEqualTo(1e-4);
    assertThat(frequency(RotaryConfig.halves(10_000), 8, 3)).isEqualTo(1e-3);
  }

  /// Neighbours or halves: `a' = a cos - b sin`, `b' = b cos + a sin`.
  @ParameterizedTest
  @CsvSource({"INTERLEAVED, 2", "INTERLEAVED, 8", "HALVES, 2", "HALVES, 8"})
  void pairs_turn_as_defined(Pairing pairing, int headWidth) {
    manual_seed(5);
    RotaryConfig config = new RotaryConfig(100, Frequencies.FLA, pairing);
    Tensor x = randn(2, POSITIONS, 3, headWidth); // [B, T, H, Dh]
    float[] in = new float[(int) x.numel()];
    x.data_ptr_float().get(in);
    float[] out = new float[in.length];
    for (int row = 0; row < in.length / headWidth; row++) {
      int position = row / 3 % POSITIONS;
      for (int pair = 0; pair < headWidth / 2; pair++) {
        boolean neighbours = pairing == Pairing.INTERLEAVED;
        int a = row * headWidth + (neighbours ? 2 * pair : pair);
        int b = neighbours ? a + 1 : a + headWidth / 2;
        double phase = position * frequency(config, headWidth, pair);
        out[a] = (float) (in[a] * Math.cos(phase) - in[b] * Math.sin(phase));
        out[b] = (float) (in[b] * Math.cos(phase) + in[a] * Math.sin(phase));
      }
    }
    Rotation rotation =
        new Rotary(config, headWidth).rotation(from(0L), POSITIONS, Precision.FLOAT32);
    assertThatTensor(rotation.apply(x))
        .isCloseTo(Tensor.create(out).reshape(2, POSITIONS, 3, headWidth), Tolerances.FORWARD);
  }

  /// `float32(position) * float32(frequency)`: what checkpoints of a million positions were trained
  /// with. A table in doubles is elsewhere, and this test would not tell them apart at position 10.
  @ParameterizedTest
  @ValueSource(doubles = {3, 7})
  void phases_are_float32_at_a_million_positions(double theta) {
    long from = 1_000_001;
    RotaryConfig config = RotaryConfig.yoco(theta);
    Rotation rotation = new Rotary(config, 4).rotation(from(from), POSITIONS, Precision.FLOAT32);
    float[] cos = new float[POSITIONS];
    for (int i = 0; i < POSITIONS; i++) {
      float frequency = 1 / (float) theta;
      float phase = (float) (from + i) * frequency;
      cos[i] = (float) Math.cos(phase);
    }
    Tensor slowest = rotation.cos().select(0, 0).select(1, 1);
    assertThatTensor(slowest).isCloseTo(Tensor.create(cos), Tolerances.FORWARD);
    Tensor doubles = table(config, 4, from, Math::cos).select(1, 1);
    assertThat(dev.yoco4j.torch.Floats.largestDifference(slowest, doubles)).isGreaterThan(1e-3);
  }

  @Test
  void sequences_at_different_positions_turn_as_each_would_alone() {
    manual_seed(5);
    Rotary rotary = new Rotary(RotaryConfig.yoco(10_000), 8);
    Tensor x = randn(2, POSITIONS, 3, 8); // [B, T, H, Dh]
    Tensor together = rotary.rotation(from(7L, 1000L), POSITIONS, Precision.FLOAT32).apply(x);
    for (int row = 0; row < 2; row++) {
      long from = row == 0 ? 7 : 1000;
      Tensor alone =
          rotary.rotation(from(from), POSITIONS, Precision.FLOAT32).apply(x.narrow(0, row, 1));
      assertThatTensor(together.narrow(0, row, 1)).isCloseTo(alone, Tolerances.FORWARD);
    }
  }

  @Test
  void cosine_and_sine_are_rounded_to_the_precision_of_the_model() {
    Rotation rotation =
        new Rotary(RotaryConfig.yoco(10_000), 8).rotation(from(0L), POSITIONS, Precision.BFLOAT16);
    Tensor exact =
        new Rotary(RotaryConfig.yoco(10_000), 8)
            .rotation(from(0L), POSITIONS, Precision.FLOAT32)
            .cos();
    Tensor rounded = exact.to(Precision.BFLOAT16.scalarType()).to(Precision.FLOAT32.scalarType());
    assertThatTensor(rotation.cos()).isIdenticalTo(rounded);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7})
  void an_odd_head_is_refused(int headWidth) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Rotary(RotaryConfig.yoco(10_000), headWidth))
        .withMessage("head width must be even for rotary positions, was " + headWidth);
  }

  private static Tensor from(long... positions) {
    return Tensor.create(positions, positions.length);
  }

  /// With gradients a GPU turns by libtorch's operations, in another order than the CPU.
  @CudaTest
  @ParameterizedTest
  @EnumSource(Pairing.class)
  void gradients_turn_back_on_a_gpu_as_on_the_cpu(Pairing pairing) {
    try (Scope _ = Scope.open()) {
      manual_seed(4);
      RotaryConfig config = new RotaryConfig(10_000, Frequencies.FLA, pairing);
      Tensor drawn = randn(2, 5, 3, 16);
      Tensor want = drawn.clone().requires_grad_(true);
      Tensor got = Device.CUDA.move(drawn).requires_grad_(true);
      Tensor expected = turned(config, want);
      Tensor turned = turned(config, got);
      assertThatTensor(Device.CPU.move(turned)).isCloseTo(expected, Tolerances.FORWARD);
      expected.mul(expected.abs()).sum().backward();
      turned.mul(turned.abs()).sum().backward();
      assertThatTensor(Device.CPU.move(got.grad())).isCloseTo(want.grad(), Tolerances.GRADIENT);
    }
  }

  private static Tensor turned(RotaryConfig config, Tensor x) {
    Tensor first = zeros(new long[] {1}, Device.of(x).options(ScalarType.Long));
    return new Rotary(config, 16).rotation(first, 5, Precision.FLOAT32).apply(x);
  }
}
