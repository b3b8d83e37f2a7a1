package dev.yoco4j.model.matrix;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.randn;

import dev.yoco4j.testkit.CudaTest;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.cuda.LargeProduct;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class LargeProductTest {
  private static Tensor drawn(long rows, long width) {
    return randn(rows, width).to(ScalarType.BFloat16);
  }

  /// Also while algorithms are tried: a result that depended on which one runs would change the
  /// answer to a prompt from one time to the next.
  @CudaTest
  @Test
  void all_algorithms_give_the_same_numbers() {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      manual_seed(9);
      Tensor x = drawn(4096, 2048);
      Tensor weight = drawn(4352, 2048);
      Tensor expected = x.to(ScalarType.Float).matmul(weight.to(ScalarType.Float).t());
      Tensor onGpu = Device.CUDA.move(x);
      Tensor weightThere = Device.CUDA.move(weight);
      assertThat(LargeProduct.takes(onGpu, weightThere)).isTrue();
      DenseMatrix matrix = new DenseMatrix(weightThere);
      Tensor first = matrix.product(onGpu);
      assertThatTensor(Device.CPU.move(first)).isCloseTo(expected, Tolerances.BFLOAT16);
      for (int i = 0; i < 60; i++) {
        try (Scope _ = Scope.open()) {
          assertThat(matrix.product(onGpu).equal(first)).as("call %d", i).isTrue();
        }
      }
    }
  }

  @Test
  void products_on_the_cpu_are_none() {
    try (Scope _ = Scope.open()) {
      assertThat(LargeProduct.takes(randn(5, 8), randn(3, 8))).isFalse();
    }
  }
}
