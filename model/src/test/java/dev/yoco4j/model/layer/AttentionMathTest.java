package dev.yoco4j.model.layer;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.pytorch.global.torch.arange;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.randn;

import dev.yoco4j.testkit.EachDevice;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Scope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EachDevice
class AttentionMathTest {
  private static final int ALL = Integer.MAX_VALUE;

  private final Device device;

  AttentionMathTest(Device device) {
    this.device = device;
  }

  private Tensor drawn(long... sizes) {
    return device.move(randn(sizes));
  }

  private record Inputs(Tensor q, Tensor k, Tensor v) {
    Inputs fresh() {
      return new Inputs(leaf(q), leaf(k), leaf(v));
    }

    Inputs in(ScalarType type) {
      return new Inputs(q.to(type), k.to(type), v.to(type));
    }

    private static Tensor leaf(Tensor t) {
      return t.clone().requires_grad_(true);
    }
  }

  private Inputs inputs(long length, long past, long heads, long keyValueHeads) {
    manual_seed(7);
    return new Inputs(
        drawn(2, length, heads, 8),
        drawn(2, length + past, keyValueHeads, 8),
        drawn(2, length + past, keyValueHeads, 8));
  }

  /// The definition: all scores, all masked, every key/value head repeated.
  private static Tensor definition(Inputs x, long window) {
    long repeats = x.q.size(2) / x.k.size(2);
    Tensor q = x.q.transpose(1, 2);
    Tensor k = repeated(x.k, repeats);
    Tensor v = repeated(x.v, repeats);
    long past = x.k.size(1) - x.q.size(1);
    Tensor query = arange(new Scalar(past), new Scalar(x.k.size(1))).unsqueeze(1);
    Tensor key = arange(new Scalar(0), new Scalar(x.k.size(1))).unsqueeze(0);
    Tensor hidden = key.gt(query).logical_or(key.le(query.sub(new Scalar(window))));
    Tensor scores = q.matmul(k.transpose(2, 3)).div(new Scalar(Math.sqrt(8)));
    Tensor weights =
        scores
            .masked_fill(Device.of(x.q).move(hidden), new Scalar(Double.NEGATIVE_INFINITY))
            .softmax(3);
    return weights.matmul(v).transpose(1, 2);
  }

  private static Tensor repeated(Tensor t, long times) {
    return t.repeat_interleave(times, new LongOptional(2), new LongOptional()).transpose(1, 2);
  }

  private static Tensor run(Inputs x, long window) {
    return window == ALL
        ? AttentionMath.causal(x.q, x.k, x.v)
        : AttentionMath.window(x.q, x.k, x.v, window);
  }

  @ParameterizedTest(name = "T{0}-past{1}-H{2}-G{3}-window{4}")
  @CsvSource({
    "1,0,4,2,2147483647",
    "300,0,4,4,2147483647",
    "300,0,4,2,2147483647",
    "1,99,4,1,2147483647",
    "300,45,6,2,2147483647",
    "1,0,2,2,1",
    "50,0,4,4,1",
    "100,0,4,2,16",
    "300,0,4,4,100",
    "300,99,4,2,100",
    "300,250,4,2,100",
    "1,250,4,2,100",
    "63,37,4,4,100",
    "64,37,2,2,100",
    "513,7,2,1,128"
  })
  void blocks_equal_the_definition(
      long length, long past, long heads, long keyValueHeads, long window) {
    try (Scope _ = Scope.open()) {
      Inputs x = inputs(length, past, heads, keyValueHeads);
      Tensor want = definition(x, window);
      assertThatTensor(run(x, window)).isCloseTo(want, Tolerances.FORWARD);
      assertThatTensor(run(x.in(ScalarType.BFloat16), window)).isCloseTo(want, Tolerances.BFLOAT16);
    }
  }

  @ParameterizedTest(name = "T{0}-past{1}-window{2}")
  @CsvSource({"300,0,2147483647", "300,0,100", "200,99,100", "130,0,16"})
  void gradients_equal_those_of_the_definition(long length, long past, long window) {
    try (Scope _ = Scope.open()) {
      Inputs want = inputs(length, past, 4, 2).fresh();
      Inputs got = inputs(length, past, 4, 2).fresh();
      definition(want, window).square().sum().backward();
      run(got, window).square().sum().backward();
      assertThatTensor(got.q.grad()).isCloseTo(want.q.grad(), Tolerances.GRADIENT);
      assertThatTensor(got.k.grad()).isCloseTo(want.k.grad(), Tolerances.GRADIENT);
      assertThatTensor(got.v.grad()).isCloseTo(want.v.grad(), Tolerances.GRADIENT);
    }
  }

  @Test
  void heads_that_do_not_divide_are_named() {
    try (Scope _ = Scope.open()) {
      Inputs x = inputs(3, 0, 4, 3);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> AttentionMath.causal(x.q, x.k, x.v))
          .withMessage("key/value heads must divide query heads, were 3 and 4");
    }
  }
}
