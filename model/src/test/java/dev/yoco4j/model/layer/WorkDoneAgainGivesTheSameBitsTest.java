package dev.yoco4j.model.layer;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.bytedeco.pytorch.global.torch.randn;

import dev.yoco4j.model.kernel.AttentionKernel;
import dev.yoco4j.model.kernel.ProductKernel;
import dev.yoco4j.model.kernel.ProductKernel.Norm;
import dev.yoco4j.model.past.KeyValues.Dense;
import dev.yoco4j.model.past.PlainSpan;
import dev.yoco4j.testkit.CudaTest;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a GPU does in a step of one position gives the same bits each time, in the sizes of a model
/// of 3B: no sum depends on which threads come first. Nobody waits between two times, so that they
/// meet on the GPU as kernels of a step do.
@CudaTest
class WorkDoneAgainGivesTheSameBitsTest {
  private static final int TIMES = 2000;
  private static final int WIDTH = 3072;
  private static final int HEAD = 128;
  private static final int WINDOW = 1024;

  private static Tensor drawn(long... sizes) {
    return randn(sizes, Device.CUDA.options(Precision.BFLOAT16));
  }

  private static void requireSame(Supplier<Tensor> work) {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      List<Tensor> results = IntStream.range(0, TIMES).mapToObj(_ -> work.get()).toList();
      for (int i = 1; i < TIMES; i++) {
        assertThatTensor(results.get(i)).as("time %d", i).isIdenticalTo(results.getFirst());
      }
    }
  }

  /// A window in its buffer, which is longer.
  private static Tensor window(long heads) {
    return drawn(1, WINDOW + WINDOW / 8, heads, HEAD).narrow(1, 0, WINDOW);
  }

  @ParameterizedTest(name = "H{0}-G{1}")
  @CsvSource({"24,24", "24,8", "12,12", "32,4"})
  void a_window(long heads, long keyValueHeads) {
    try (Scope _ = Scope.open()) {
      Tensor q = drawn(1, 1, heads, HEAD);
      Dense readable = new Dense(window(keyValueHeads), window(keyValueHeads));
      requireSame(() -> AttentionMath.window(q, readable, WINDOW));
    }
  }

  @ParameterizedTest(name = "S{0}-H{1}-G{2}")
  @CsvSource({"1,4,4", "100,24,8", "1024,24,24", "1000,8,1"})
  void a_window_is_that_of_float32(long length, long heads, long keyValueHeads) {
    try (Scope _ = Scope.open()) {
      Tensor q = drawn(1, 1, heads, HEAD);
      Tensor k = drawn(1, length, keyValueHeads, HEAD);
      Tensor v = drawn(1, length, keyValueHeads, HEAD);
      Tensor wanted =
          AttentionMath.causal(
              q.cpu().to(ScalarType.Float),
              k.cpu().to(ScalarType.Float),
              v.cpu().to(ScalarType.Float));
      assertThatTensor(AttentionMath.causal(q, k, v).cpu()).isCloseTo(wanted, Tolerances.BFLOAT16);
    }
  }

  @Test
  void a_long_past() {
    try (Scope _ = Scope.open()) {
      Tensor q = drawn(1, 1, 24, HEAD);
      PlainSpan past = new PlainSpan(drawn(256, 8, 256, HEAD), drawn(256, 8, 256, HEAD), 65_437);
      requireSame(() -> AttentionKernel.read(q, past));
    }
  }

  @Test
  void products() {
    try (Scope _ = Scope.open()) {
      Tensor x = drawn(1, 1, WIDTH);
      Norm norm = new Norm(drawn(WIDTH), 1e-5);
      Tensor weight = drawn(WIDTH, WIDTH);
      Tensor gate = drawn(8192, WIDTH);
      Tensor up = drawn(8192, WIDTH);
      requireSame(() -> ProductKernel.project(x, norm, List.of(weight, weight)).getLast());
      requireSame(() -> ProductKernel.gated(x, norm, gate, up));
      requireSame(() -> ProductKernel.addTo(x.clone(), x, weight));
    }
  }
}
