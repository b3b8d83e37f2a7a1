package dev.yoco4j.model.selfdecoder;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.pytorch.global.torch.log_sigmoid;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.zeros;
import static org.bytedeco.pytorch.global.torch.zeros_like;

import dev.yoco4j.testkit.EachDevice;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Scope;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EachDevice
class RetentionMathTest {
  private final Device device;

  RetentionMathTest(Device device) {
    this.device = device;
  }

  private Tensor drawn(long... sizes) {
    return device.move(randn(sizes));
  }

  private record Inputs(Tensor q, Tensor k, Tensor v, Tensor g, Tensor state) {
    Inputs slice(long from, long length, Tensor before) {
      return new Inputs(
          q.narrow(1, from, length),
          k.narrow(1, from, length),
          v.narrow(1, from, length),
          g.narrow(1, from, length),
          before);
    }

    RetentionMath.Result recurrent() {
      return RetentionMath.recurrent(q, k, v, g, state);
    }

    RetentionMath.Result chunkwise(long chunk) {
      return RetentionMath.chunkwise(q, k, v, g, state, chunk);
    }

    List<Tensor> leaves() {
      return List.of(q, k, v, g, state);
    }

    Inputs fresh() {
      Inputs copy = new Inputs(q.clone(), k.clone(), v.clone(), g.clone(), state.clone());
      copy.leaves().forEach(t -> t.requires_grad_(true));
      return copy;
    }
  }

  private Inputs inputs(long batch, long length, long heads, long dk, long dv) {
    manual_seed(42);
    return new Inputs(
        drawn(batch, length, heads, dk),
        drawn(batch, length, heads, dk),
        drawn(batch, length, heads, dv),
        log_sigmoid(drawn(batch, length, heads)).div(new Scalar(16)),
        drawn(batch, heads, dk, dv));
  }

  @ParameterizedTest(name = "B{0}-T{1}-H{2}-Dk{3}-Dv{4}-chunk{5}")
  @CsvSource({
    "1,1,1,4,4,4",
    "2,63,3,8,16,16",
    "2,64,3,8,16,16",
    "2,65,3,8,16,16",
    "1,15,2,4,8,16",
    "1,100,2,8,8,256",
    "1,100,2,8,4,1"
  })
  void chunkwise_equals_recurrent(long b, long t, long h, long dk, long dv, int chunk) {
    try (Scope _ = Scope.open()) {
      Inputs x = inputs(b, t, h, dk, dv);
      RetentionMath.Result want = x.recurrent();
      RetentionMath.Result got = x.chunkwise(chunk);
      assertThatTensor(got.out()).isCloseTo(want.out(), Tolerances.FORWARD);
      assertThatTensor(got.state()).isCloseTo(want.state(), Tolerances.FORWARD);
    }
  }

  @ParameterizedTest(name = "T{0}")
  @CsvSource({"1", "2", "63", "100"})
  void parallel_equals_recurrent_from_nothing(long length) {
    try (Scope _ = Scope.open()) {
      Inputs x = inputs(2, length, 3, 8, 16);
      Tensor want = RetentionMath.recurrent(x.q, x.k, x.v, x.g, zeros_like(x.state)).out();
      assertThatTensor(RetentionMath.parallel(x.q, x.k, x.v, x.g))
          .isCloseTo(want, Tolerances.FORWARD);
    }
  }

  @Test
  void recurrent_equals_the_definition_in_plain_java() {
    try (Scope _ = Scope.open()) {
      Inputs x = inputs(1, 7, 1, 3, 2);
      Tensor got = x.recurrent().out();
      double[][] s = new double[3][2];
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 2; j++) {
          s[i][j] = at(x.state, 0, 0, i, j);
        }
      }
      for (int t = 0; t < 7; t++) {
        double decay = Math.exp(at(x.g, 0, t, 0));
        for (int j = 0; j < 2; j++) {
          double out = 0;
          for (int i = 0; i < 3; i++) {
            s[i][j] = decay * s[i][j] + at(x.k, 0, t, 0, i) * at(x.v, 0, t, 0, j);
            out += at(x.q, 0, t, 0, i) * s[i][j] / Math.sqrt(3);
          }
          assertThat(at(got, 0, t, 0, j)).isCloseTo(out, within(Tolerances.FORWARD));
        }
      }
    }
  }

  @Test
  void a_sequence_may_be_cut_anywhere() {
    try (Scope _ = Scope.open()) {
      Inputs x = inputs(2, 33, 2, 4, 4);
      RetentionMath.Result whole = x.chunkwise(8);
      for (long cut = 1; cut < 33; cut += 5) {
        RetentionMath.Result head = x.slice(0, cut, x.state).chunkwise(8);
        RetentionMath.Result tail = x.slice(cut, 33 - cut, head.state()).chunkwise(8);
        assertThatTensor(tail.state()).isCloseTo(whole.state(), Tolerances.FORWARD);
        assertThatTensor(tail.out())
            .isCloseTo(whole.out().narrow(1, cut, 33 - cut), Tolerances.FORWARD);
      }
    }
  }

  @ParameterizedTest(name = "T{0}-chunk{1}")
  @CsvSource({"20,8", "16,16", "33,16", "100,2"})
  void gradients_of_chunkwise_equal_those_of_recurrent(long length, long chunk) {
    try (Scope _ = Scope.open()) {
      Inputs want = inputs(2, length, 2, 4, 6).fresh();
      Inputs got = inputs(2, length, 2, 4, 6).fresh();
      loss(want.recurrent()).backward();
      loss(got.chunkwise(chunk)).backward();
      for (int i = 0; i < want.leaves().size(); i++) {
        assertThatTensor(got.leaves().get(i).grad())
            .isCloseTo(want.leaves().get(i).grad(), Tolerances.GRADIENT);
      }
    }
  }

  private static Tensor loss(RetentionMath.Result result) {
    return result.out().square().sum().add(result.state().square().sum());
  }

  @Test
  void strong_decays_underflow_to_zero_and_not_to_nan() {
    try (Scope _ = Scope.open()) {
      Inputs x = inputs(1, 300, 1, 4, 4);
      Tensor strong = x.g.mul(new Scalar(1e4));
      RetentionMath.Result got = RetentionMath.chunkwise(x.q, x.k, x.v, strong, x.state, 256);
      RetentionMath.Result want = RetentionMath.recurrent(x.q, x.k, x.v, strong, x.state);
      assertThatTensor(got.out()).isCloseTo(want.out(), Tolerances.FORWARD);
    }
  }

  @Test
  void bfloat16_stays_near_float32_and_keeps_its_state_in_float32() {
    try (Scope _ = Scope.open()) {
      Inputs x = inputs(1, 200, 2, 16, 16);
      RetentionMath.Result got =
          RetentionMath.chunkwise(
              x.q.to(ScalarType.BFloat16),
              x.k.to(ScalarType.BFloat16),
              x.v.to(ScalarType.BFloat16),
              x.g,
              x.state,
              64);
      assertThat(got.state().scalar_type().intern()).isEqualTo(ScalarType.Float);
      assertThat(got.out().scalar_type().intern()).isEqualTo(ScalarType.BFloat16);
      assertThatTensor(got.out()).isCloseTo(x.recurrent().out(), Tolerances.BFLOAT16);
    }
  }

  @Test
  void shapes_that_disagree_are_named() {
    try (Scope _ = Scope.open()) {
      Inputs x = inputs(2, 5, 3, 8, 8);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> RetentionMath.recurrent(x.q, zeros(2, 5, 4, 8), x.v, x.g, x.state))
          .withMessage("k is [2, 5, 4, 8], expected [B=2, T=5, H=3, Dk=8]");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> x.chunkwise(0))
          .withMessage("chunk must be at least 1, was 0");
    }
  }

  private static double at(Tensor t, long... index) {
    Tensor at = t;
    for (long i : index) {
      at = at.select(0, i);
    }
    return at.item().toDouble();
  }
}
