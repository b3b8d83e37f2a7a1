package dev.yoco4j.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.bytedeco.pytorch.global.torch.arange;
import static org.bytedeco.pytorch.global.torch.zeros;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("cuda")
class CudaKernelTest {
  private static final String SOURCE =
      """
      extern "C" __global__ void scale(
          float* y, const float* x, float a, float b, long long n) {
        long long i = blockIdx.x * (long long) blockDim.x + threadIdx.x;
        if (i < n) y[i] = a * x[i] + b;
      }
      extern "C" __global__ void reverse(float* y, const float* x, int n) {
        extern __shared__ float shared[];
        for (int i = threadIdx.x; i < n; i += blockDim.x) shared[i] = x[i];
        __syncthreads();
        for (int i = threadIdx.x; i < n; i += blockDim.x) y[i] = shared[n - 1 - i];
      }
      """;
  private static final long COUNT = 1000;

  @BeforeEach
  void assumeGpu() {
    GpuTests.assumeUsable();
  }

  @Test
  void a_kernel_computes_what_libtorch_does() {
    CudaKernel scale = CudaModule.compile("scale.cu", SOURCE).function("scale");
    try (Scope _ = Scope.open()) {
      Tensor x = numbers(COUNT);
      Tensor y = zeros(new long[] {COUNT}, Device.CUDA.options(Precision.FLOAT32));
      scale.launch(
          LaunchGrid.covering(COUNT, 256),
          new KernelArguments().tensor(y).tensor(x).floats(2, -3).longs(COUNT));
      assertThat(y.equal(x.mul(new Scalar(2.0)).sub(new Scalar(3.0)))).isTrue();
      assertThat(y.sum().item_double()).isEqualTo(COUNT * (COUNT - 1.0) - 3 * COUNT);
    }
  }

  @Test
  void a_kernel_follows_what_its_threads_stream_was_asked_for() {
    CudaKernel scale = CudaModule.compile("scale.cu", SOURCE).function("scale");
    try (CudaStreams.Own _ = CudaStreams.ownStreamForThisThread();
        Scope _ = Scope.open()) {
      assertThat(CudaStreams.handle()).isNotZero();
      long count = 1 << 24;
      Tensor x = numbers(count);
      Tensor y = zeros(new long[] {count}, Device.CUDA.options(Precision.FLOAT32));
      for (int i = 0; i < 20; i++) {
        y.copy_(x);
        scale.launch(
            LaunchGrid.covering(count, 256),
            new KernelArguments().tensor(y).tensor(y).floats(0, i).longs(count));
        x.copy_(y);
      }
      assertThat(x.eq(new Scalar(19.0)).all().item_bool()).isTrue();
    }
    assertThat(CudaStreams.handle()).isZero();
  }

  @Test
  void blocks_may_share_more_than_48_kib() {
    int count = 20_000;
    CudaKernel reverse = CudaModule.compile("scale.cu", SOURCE).function("reverse");
    try (Scope _ = Scope.open()) {
      Tensor x = numbers(count);
      Tensor y = zeros(new long[] {count}, Device.CUDA.options(Precision.FLOAT32));
      reverse.launch(
          LaunchGrid.of(1, 256).withSharedBytes(count * Float.BYTES),
          new KernelArguments().tensor(y).tensor(x).ints(count));
      assertThat(y.equal(x.flip(0))).isTrue();
    }
  }

  @Test
  void what_does_not_fit_is_named() {
    CudaModule module = CudaModule.compile("scale.cu", SOURCE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> module.function("skale"))
        .withMessageContaining("scale.cu has no kernel skale");
    CudaKernel scale = module.function("scale");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scale.launch(LaunchGrid.of(1, 32), new KernelArguments().longs(1, 2)))
        .withMessage("kernel scale takes 5 arguments, got 2");
    LaunchGrid tooMuch = LaunchGrid.of(1, 32).withSharedBytes(1 << 30);
    assertThatIllegalStateException()
        .isThrownBy(
            () -> scale.launch(tooMuch, new KernelArguments().longs(0, 0).floats(1, 1).longs(0)))
        .withMessageContaining("scale on " + tooMuch)
        .withMessageContaining("CUDA_ERROR_INVALID_VALUE");
  }

  @Test
  void a_wrong_source_is_answered_with_the_compilers_words() {
    assertThatIllegalStateException()
        .isThrownBy(() -> CudaModule.compile("wrong.cu", SOURCE.replace("x[i]", "z[i]")))
        .withMessageContaining("wrong.cu does not compile")
        .withMessageContaining("identifier \"z\" is undefined");
  }

  private static Tensor numbers(long count) {
    return arange(new Scalar(count), Device.CUDA.options(Precision.FLOAT32));
  }
}
