package dev.yoco4j.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.full;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("cuda")
class LaunchGraphTest {
  private static final long COUNT = 1 << 20;

  @BeforeEach
  void assumeGpu() {
    GpuTests.assumeUsable();
  }

  @Test
  void a_replay_computes_with_what_its_input_holds_then() {
    try (CudaStreams.Own _ = CudaStreams.ownStreamForThisThread();
        Scope _ = Scope.open()) {
      Tensor input = filled(1);
      Tensor output = filled(0);
      compute(input, output);
      try (LaunchGraph graph = LaunchGraph.record(() -> compute(input, output))) {
        for (int x = 2; x < 10; x++) {
          input.fill_(new Scalar((double) x));
          graph.replay();
          assertThat(output.eq(new Scalar((x * 3.0 + 1) * (x * 3.0 + 1))).all().item_bool())
              .as("input %s", x)
              .isTrue();
        }
        assertThat(graph.isStale()).isFalse();
      }
    }
  }

  @Test
  void a_recording_does_nothing_yet() {
    try (CudaStreams.Own _ = CudaStreams.ownStreamForThisThread();
        Scope _ = Scope.open()) {
      Tensor input = filled(1);
      Tensor output = filled(0);
      compute(input, output);
      output.zero_();
      try (LaunchGraph _ = LaunchGraph.record(() -> compute(input, output))) {
        assertThat(output.eq(new Scalar(0.0)).all().item_bool()).isTrue();
      }
    }
  }

  @Test
  void memory_given_back_to_the_driver_makes_it_stale() {
    try (CudaStreams.Own _ = CudaStreams.ownStreamForThisThread();
        Scope _ = Scope.open()) {
      Tensor input = filled(1);
      Tensor output = filled(0);
      compute(input, output);
      try (LaunchGraph graph = LaunchGraph.record(() -> compute(input, output))) {
        try (Scope _ = Scope.open()) {
          Tensor _ = full(new long[] {64 * COUNT}, new Scalar(1.0), options());
        }
        CudaMemory.giveBack();
        assertThat(graph.isStale()).isTrue();
      }
    }
  }

  @Test
  void what_the_work_throws_ends_the_recording_and_is_thrown() {
    try (CudaStreams.Own _ = CudaStreams.ownStreamForThisThread();
        Scope _ = Scope.open()) {
      Tensor tensor = filled(1);
      assertThatThrownBy(() ->
              LaunchGraph.record(() -> {
                tensor.add_(new Scalar(1.0));
                throw new UnsupportedOperationException("mine");
              }))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage("mine");
      assertThat(tensor.eq(new Scalar(1.0)).all().item_bool()).isTrue();
    }
  }

  @Test
  void the_default_stream_is_refused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> LaunchGraph.record(() -> {}))
        .withMessageContaining("CudaStreams.ownStreamForThisThread()");
  }

  /// `output = (3 * input + 1)^2`, with intermediate tensors that are freed at once.
  private static void compute(Tensor input, Tensor output) {
    try (Scope _ = Scope.open()) {
      Tensor inner = input.mul(new Scalar(3.0)).add(new Scalar(1.0));
      output.copy_(inner.mul(inner));
    }
  }

  private static Tensor filled(double value) {
    return full(new long[] {COUNT}, new Scalar(value), options());
  }

  private static TensorOptions options() {
    return Device.CUDA.options(Precision.FLOAT32);
  }
}
