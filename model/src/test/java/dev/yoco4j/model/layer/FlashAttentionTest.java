package dev.yoco4j.model.layer;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.yoco4j.model.layer.FlashAttention.Sight;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.cuda.CudaStatus;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlashAttentionTest {
  private static final long WIDTH = 64;

  private static Device cuda() {
    if (CudaStatus.get() instanceof CudaStatus.Unusable(String reason)) {
      abort("no CUDA: " + reason);
    }
    return Device.CUDA;
  }

  private static Tensor drawn(long length, long heads) {
    return randn(2, length, heads, WIDTH).to(ScalarType.BFloat16);
  }

  private static Tensor leaf(Device device, Tensor t) {
    return device.move(t).detach().requires_grad_(true);
  }

  @ParameterizedTest(name = "T{0}-past{1}-H{2}-G{3}-window{4}")
  @Tag("cuda")
  @CsvSource({"300,0,4,4,100", "300,0,4,2,100", "200,150,4,1,64", "130,70,4,2,1000", "1,99,4,2,40"})
  void outputs_and_gradients_equal_those_on_the_cpu(
      long length, long past, long heads, long keyValueHeads, long window) {
    Device cuda = cuda();
    try (Scope _ = Scope.open()) {
      manual_seed(7);
      Tensor[] drawn = {
        drawn(length, heads),
        drawn(length + past, keyValueHeads),
        drawn(length + past, keyValueHeads)
      };
      Tensor[] want = new Tensor[3];
      Tensor[] got = new Tensor[3];
      for (int i = 0; i < 3; i++) {
        want[i] = drawn[i].to(ScalarType.Float).requires_grad_(true);
        got[i] = leaf(cuda, drawn[i]);
      }
      Tensor expected = AttentionMath.window(want[0], want[1], want[2], window);
      Tensor out = AttentionMath.window(got[0], got[1], got[2], window);
      assertThatTensor(Device.CPU.move(out)).isCloseTo(expected, Tolerances.BFLOAT16);
      expected.square().sum().backward();
      out.to(ScalarType.Float).square().sum().backward();
      for (int i = 0; i < 3; i++) {
        assertThatTensor(Device.CPU.move(got[i].grad()))
            .isCloseTo(want[i].grad(), Tolerances.BFLOAT16);
      }
    }
  }

  @Test
  @Tag("cuda")
  void the_normaliser_is_that_of_all_scores() {
    Device cuda = cuda();
    try (Scope _ = Scope.open()) {
      manual_seed(7);
      Tensor q = drawn(5, 2);
      Tensor k = drawn(9, 2);
      Tensor got =
          FlashAttention.withLogSumExp(
                  cuda.move(q), cuda.move(k), cuda.move(drawn(9, 2)), Sight.everything())
              .logSumExp(); // [B, H, T]
      Tensor scores =
          q.to(ScalarType.Float)
              .transpose(1, 2)
              .matmul(k.to(ScalarType.Float).permute(0, 2, 3, 1))
              .div(new Scalar(Math.sqrt((double) WIDTH))); // [B, H, T, S]
      assertThatTensor(Device.CPU.move(got)).isCloseTo(scores.logsumexp(3), Tolerances.BFLOAT16);
    }
  }

  @Test
  void the_operator_takes_its_arguments_and_runs_on_cuda_only() {
    try (Scope _ = Scope.open()) {
      Tensor x = drawn(3, 2);
      assertThat(FlashAttention.fits(x)).isFalse();
      assertThatThrownBy(() -> FlashAttention.attend(x, x, x, Sight.window(2)))
          .hasMessageContaining("_flash_attention_forward")
          .hasMessageContaining("'CPU' backend");
    }
  }
}
