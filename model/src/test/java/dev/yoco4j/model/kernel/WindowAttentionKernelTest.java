package dev.yoco4j.model.kernel;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.randn;

import dev.yoco4j.model.layer.AttentionMath;
import dev.yoco4j.model.past.KeyValues.Continued;
import dev.yoco4j.model.past.KeyValues.Dense;
import dev.yoco4j.testkit.CudaTest;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Scope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowAttentionKernelTest {
  private static Tensor drawn(long batch, long length, long heads) {
    return randn(batch, length, heads, 128).to(ScalarType.BFloat16);
  }

  private static Dense onGpu(Tensor keys, Tensor values) {
    return new Dense(Device.CUDA.move(keys), Device.CUDA.move(values));
  }

  /// Lengths within, at and beyond a tile of 128, with and without a past; groups of heads;
  /// sequences side by side; a window longer than everything.
  @CudaTest
  @ParameterizedTest(name = "B{0}-T{1}-past{2}-H{3}-G{4}-window{5}")
  @CsvSource({
    "1,2,0,1,1,1",
    "1,128,0,2,2,64",
    "1,300,77,4,2,100",
    "2,129,0,4,4,100000",
    "2,257,300,8,2,1024",
    "1,1000,1023,3,3,1024",
    "1,640,5000,2,1,128"
  })
  void a_window_is_read_as_by_definition(
      long batch, long length, long past, long heads, long keyValueHeads, long window) {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      manual_seed(11);
      Tensor q = drawn(batch, length, heads);
      Tensor k = drawn(batch, past + length, keyValueHeads);
      Tensor v = drawn(batch, past + length, keyValueHeads);
      Tensor query = Device.CUDA.move(q);
      assumeThat(WindowAttentionKernel.takes(query)).as("capability 9.0").isTrue();
      Continued readable =
          new Continued(
              onGpu(k.narrow(1, 0, past), v.narrow(1, 0, past)),
              onGpu(k.narrow(1, past, length), v.narrow(1, past, length)));
      Tensor got = WindowAttentionKernel.read(query, readable, window);
      Tensor expected =
          AttentionMath.window(
              q.to(ScalarType.Float), k.to(ScalarType.Float), v.to(ScalarType.Float), window);
      assertThatTensor(Device.CPU.move(got)).isCloseTo(expected, Tolerances.BFLOAT16);
    }
  }

  @Test
  void what_it_can_not_read_is_left_to_others() {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      assertThat(WindowAttentionKernel.takes(drawn(1, 5, 2))).isFalse();
    }
  }
}
