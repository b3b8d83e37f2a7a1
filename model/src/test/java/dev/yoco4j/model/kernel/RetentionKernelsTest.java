package dev.yoco4j.model.kernel;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.log_sigmoid;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.silu;

import dev.yoco4j.model.kernel.RetentionKernels.Constants;
import dev.yoco4j.model.kernel.RetentionKernels.Projections;
import dev.yoco4j.model.kernel.RetentionKernels.Turns;
import dev.yoco4j.model.layer.RmsNorm;
import dev.yoco4j.model.layer.Rotary;
import dev.yoco4j.model.layer.RotaryConfig;
import dev.yoco4j.model.layer.Rotation;
import dev.yoco4j.model.selfdecoder.RetentionMath;
import dev.yoco4j.testkit.CudaTest;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetentionKernelsTest {
  private static final Constants LAYER = new Constants(16, 1e-5);
  private static final RotaryConfig INTERLEAVED = RotaryConfig.yoco(10_000);
  private static final RotaryConfig HALVES = RotaryConfig.halves(10_000);

  private static Tensor drawn(long... sizes) {
    return Device.CUDA.move(randn(sizes).to(ScalarType.BFloat16));
  }

  private static Projections projections(long batch, long length, long heads, long width) {
    return new Projections(
        drawn(batch, length, heads, width),
        drawn(batch, length, heads, width),
        drawn(batch, length, heads, width),
        drawn(batch, length, heads, width),
        drawn(batch, length, heads));
  }

  /// Of sequences that begin at different positions.
  private static Rotation rotation(RotaryConfig config, long batch, long length, long width) {
    long[] starts = LongStream.range(0, batch).map(i -> 1000 * i + 77).toArray();
    return new Rotary(config, Math.toIntExact(width))
        .rotation(Device.CUDA.move(Tensor.create(starts, batch)), length, Precision.BFLOAT16);
  }

  private static int halves(Rotation rotation) {
    return rotation.pairing() == RotaryConfig.Pairing.HALVES ? 1 : 0;
  }

  private static Tensor wide(Tensor x) {
    return x.to(ScalarType.Float);
  }

  /// Outputs `[B, T, H Dh]` and the state by the definition in float32.
  private static RetentionMath.Result expected(Projections in, Rotation rotation, Tensor state) {
    RetentionMath.Result mixed =
        RetentionMath.chunkwise(
            rotation.apply(wide(in.query())),
            rotation.apply(wide(in.key())),
            wide(in.value()),
            log_sigmoid(wide(in.decay())).div(new Scalar(LAYER.temperature())),
            state,
            64);
    Tensor normed = RmsNorm.unweighted(mixed.out(), LAYER.epsilon()); // [B, T, H, Dh]
    return new RetentionMath.Result(silu(wide(in.gate())).mul(normed).flatten(2, 3), mixed.state());
  }

  private static void assertClose(Tensor got, Tensor expected) {
    assertThatTensor(Device.CPU.move(wide(got)))
        .isCloseTo(Device.CPU.move(expected), Tolerances.BFLOAT16);
  }

  private static void assertComputesTheDefinition(
      RotaryConfig rotary, long batch, long length, long heads, long width) {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      manual_seed(21);
      Projections in = projections(batch, length, heads, width);
      Rotation rotation = rotation(rotary, batch, length, width);
      Tensor state = Device.CUDA.move(randn(batch, heads, width, width));
      RetentionMath.Result want = expected(in, rotation, state.clone());
      assertThat(RetentionKernels.takes(in.query())).isTrue();
      Turns turns = new Turns(rotation.cos(), rotation.sin(), halves(rotation));
      Tensor got = RetentionKernels.chunkwise(in, turns, state, LAYER);
      assertClose(got, want.out());
      assertClose(state, want.state());
    }
  }

  /// Lengths within, at and beyond a chunk of 128; both widths of heads; sequences side by side; so
  /// many heads that a block takes groups of 2, 3 and 5 chunks, the last of them shorter.
  @CudaTest
  @ParameterizedTest(name = "B{0}-T{1}-H{2}-Dh{3}")
  @CsvSource({
    "1,2,1,128",
    "2,63,3,128",
    "1,127,2,128",
    "2,128,2,128",
    "3,129,2,128",
    "1,300,2,64",
    "2,257,4,64",
    "1,1000,3,128",
    "1,1100,40,128",
    "2,700,60,128",
    "1,2800,100,128"
  })
  void a_prompt_is_mixed_as_by_definition(long batch, long length, long heads, long width) {
    assertComputesTheDefinition(INTERLEAVED, batch, length, heads, width);
    assertComputesTheDefinition(HALVES, batch, length, heads, width);
  }

  /// The state is carried on: two parts give what the whole gives.
  @CudaTest
  @ParameterizedTest
  @CsvSource({"128", "200", "1027"})
  void a_prompt_may_be_cut(long cut) {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      manual_seed(22);
      long length = 1300;
      Projections in = projections(1, length, 40, 128);
      Rotation rotation = rotation(INTERLEAVED, 1, length, 128);
      Tensor state = Device.CUDA.move(randn(1, 40, 128, 128));
      RetentionMath.Result want = expected(in, rotation, state.clone());
      Tensor _ = part(in, rotation, 0, cut, state);
      Tensor rest = part(in, rotation, cut, length - cut, state);
      assertClose(rest, want.out().narrow(1, cut, length - cut));
      assertClose(state, want.state());
    }
  }

  private static Tensor part(
      Projections in, Rotation rotation, long from, long length, Tensor state) {
    Projections some =
        new Projections(
            in.query().narrow(1, from, length),
            in.key().narrow(1, from, length),
            in.value().narrow(1, from, length),
            in.gate().narrow(1, from, length),
            in.decay().narrow(1, from, length));
    Turns turns =
        new Turns(
            rotation.cos().narrow(1, from, length),
            rotation.sin().narrow(1, from, length),
            halves(rotation));
    return RetentionKernels.chunkwise(some, turns, state, LAYER);
  }

  @Test
  void what_lies_elsewhere_is_left_to_others() {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      assertThat(RetentionKernels.takes(randn(1, 2, 1, 128))).isFalse();
    }
  }
}
