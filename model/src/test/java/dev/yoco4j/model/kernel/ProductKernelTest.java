package dev.yoco4j.model.kernel;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.rsqrt;
import static org.bytedeco.pytorch.global.torch.silu;

import dev.yoco4j.model.kernel.ProductKernel.Norm;
import dev.yoco4j.testkit.CudaTest;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Scope;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProductKernelTest {
  private static final double EPSILON = 1e-5;

  /// A tensor on the GPU and the same numbers in float32 on the CPU.
  private record Pair(Tensor there, Tensor here) {
    static Pair drawn(double scale, long... sizes) {
      Tensor numbers = randn(sizes).mul(new Scalar(scale)).to(ScalarType.BFloat16);
      return new Pair(Device.CUDA.move(numbers), numbers.to(ScalarType.Float));
    }

    static Pair weight(long rows, long width) {
      return drawn(1 / Math.sqrt((double) width), rows, width);
    }
  }

  private static Tensor normed(Tensor x, Tensor weight) {
    Tensor squares = x.square().mean(new long[] {2}, true, new ScalarTypeOptional());
    return x.mul(rsqrt(squares.add(new Scalar(EPSILON)))).mul(weight);
  }

  private static void assertClose(Tensor got, Tensor expected) {
    assertThatTensor(Device.CPU.move(got)).isCloseTo(expected, Tolerances.BFLOAT16);
  }

  @CudaTest
  @ParameterizedTest(name = "B{0}-T{1}-D{2}")
  @CsvSource({"1,1,64", "1,1,3072", "2,1,768", "3,1,1000", "4,1,512", "1,4,256", "2,2,128"})
  void several_weights_are_read_at_once(long batch, long length, long width) {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      manual_seed(3);
      Pair x = Pair.drawn(2, batch, length, width);
      Pair norm = Pair.drawn(1, width);
      List<Pair> weights =
          IntStream.of(40, 8, 3, 129, 1).mapToObj(rows -> Pair.weight(rows, width)).toList();
      assertThat(ProductKernel.takes(x.there())).isTrue();
      for (int count = 1; count <= weights.size(); count++) {
        List<Pair> some = weights.subList(0, count);
        List<Tensor> got =
            ProductKernel.project(
                x.there(),
                new Norm(norm.there(), EPSILON),
                some.stream().map(Pair::there).toList());
        for (int i = 0; i < count; i++) {
          assertClose(got.get(i), normed(x.here(), norm.here()).matmul(some.get(i).here().t()));
        }
      }
    }
  }

  @CudaTest
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void a_gate_is_taken_in(long batch) {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      manual_seed(4);
      Pair x = Pair.drawn(2, batch, 1, 768);
      Pair norm = Pair.drawn(1, 768);
      Pair gate = Pair.weight(2304, 768);
      Pair up = Pair.weight(2304, 768);
      Tensor got =
          ProductKernel.gated(x.there(), new Norm(norm.there(), EPSILON), gate.there(), up.there());
      Tensor rows = normed(x.here(), norm.here());
      assertClose(got, silu(rows.matmul(gate.here().t())).mul(rows.matmul(up.here().t())));
    }
  }

  @CudaTest
  @ParameterizedTest(name = "B{0}-T{1}")
  @CsvSource({"1,1", "2,1", "4,1", "5,1", "1,3", "2,100"})
  void a_product_is_added_where_the_rows_lie(long batch, long length) {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      manual_seed(5);
      Pair x = Pair.drawn(1, batch, length, 256);
      Pair mixed = Pair.drawn(1, batch, length, 640);
      Pair weight = Pair.weight(256, 640);
      assertThat(ProductKernel.adds(x.there(), mixed.there())).isTrue();
      Tensor got = ProductKernel.addTo(x.there(), mixed.there(), weight.there());
      assertClose(got, x.here().add(mixed.here().matmul(weight.here().t())));
      assertThat(got.data_ptr().address()).isEqualTo(x.there().data_ptr().address());
    }
  }

  @Test
  void rows_elsewhere_are_left_to_others() {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      assertThat(ProductKernel.takes(randn(1, 1, 64))).isFalse();
    }
  }
}
