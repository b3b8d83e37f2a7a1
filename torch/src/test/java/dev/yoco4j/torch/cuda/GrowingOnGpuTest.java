package dev.yoco4j.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.bytedeco.pytorch.global.torch.full;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.GrowingTensor;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("cuda")
class GrowingOnGpuTest {
  private static final long HUGE = 1L << 26;
  private static final long WIDTH = 1024;
  private static final long MIB = 1 << 20;

  @BeforeEach
  void assumeGpu() {
    GpuTests.assumeUsable();
  }

  @Test
  void rows_stay_where_they_are_while_others_follow() {
    try (Scope _ = Scope.open();
        GrowingTensor tensor = growing()) {
      long address = tensor.append(rows(1, 0)).data_ptr().address();
      for (int i = 1; i <= 40; i++) {
        assertThat(tensor.append(rows(1000, i)).data_ptr().address()).isEqualTo(address);
      }
      assertThat(Device.of(tensor.get())).isEqualTo(Device.CUDA);
      for (int i = 1; i <= 40; i++) {
        Tensor written = tensor.get().narrow(0, 1 + (i - 1) * 1000L, 1000);
        assertThat(written.eq(new Scalar((double) i)).all().item_bool()).as("rows %s", i).isTrue();
      }
      long used = tensor.rows() * WIDTH * Float.BYTES;
      assertThat(tensor.bytes()).isBetween(used, used + used / 64 + 2 * MIB);
    }
  }

  @Test
  void memory_comes_from_the_gpu_and_goes_back() {
    try (Scope _ = Scope.open()) {
      Tensor added = rows(64 * 1024, 1); // 256 MiB
      Tensor _ = rows(1, 1).sum().add(new Scalar(1.0));
      Device.CUDA.synchronize();
      long before = CudaMemory.freeBytes();
      try (GrowingTensor tensor = growing()) {
        assertThat(tensor.bytes()).isZero();
        tensor.append(added);
        assertThat(CudaMemory.growingBytes()).isGreaterThanOrEqualTo(256 * MIB);
        assertThat(before - CudaMemory.freeBytes()).isBetween(256 * MIB, 272 * MIB);
        tensor.truncate(1);
        assertThat(before - CudaMemory.freeBytes()).isLessThanOrEqualTo(72 * MIB);
        assertThat(tensor.get().eq(new Scalar(1.0)).all().item_bool()).isTrue();
      }
      assertThat(before - CudaMemory.freeBytes()).isLessThanOrEqualTo(8 * MIB);
    }
  }

  @Test
  void more_than_there_is_changes_nothing_and_says_what_is_free() {
    try (Scope _ = Scope.open();
        GrowingTensor tensor = growing()) {
      tensor.append(rows(10, 1));
      long bytes = tensor.bytes();
      long tooMuch = CudaMemory.totalBytes() / (WIDTH * Float.BYTES) + 1;
      assertThatIllegalStateException()
          .isThrownBy(() -> tensor.extend(tooMuch))
          .withMessageContaining("the GPU has no ")
          .withMessageContaining(" are free");
      assertThat(tensor.bytes()).isEqualTo(bytes);
      assertThat(tensor.get().eq(new Scalar(1.0)).all().item_bool()).isTrue();
    }
  }

  private static GrowingTensor growing() {
    return new GrowingTensor(Device.CUDA, HUGE, Precision.FLOAT32.scalarType(), WIDTH);
  }

  private static Tensor rows(long count, double value) {
    return full(
        new long[] {count, WIDTH}, new Scalar(value), Device.CUDA.options(Precision.FLOAT32));
  }
}
