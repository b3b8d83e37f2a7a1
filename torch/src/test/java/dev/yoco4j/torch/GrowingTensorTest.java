package dev.yoco4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.ones;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class GrowingTensorTest {
  private static final long HUGE = 1L << 30;

  @Test
  void rows_stay_what_they_were_when_others_follow() {
    try (Scope _ = Scope.open();
        GrowingTensor tensor =
            new GrowingTensor(Device.CPU, 1000, Precision.FLOAT32.scalarType(), 3, 700)) {
      assertThat(Dims.sizesOf(tensor.get())).containsExactly(0L, 3L, 700L);
      long next = 0;
      for (long count : new long[] {1, 1, 100, 7, 300, 1}) {
        tensor.append(full(new long[] {count, 3, 700}, new Scalar((double) next)));
        next += count;
      }
      assertThat(tensor.rows()).isEqualTo(next);
      for (long row : new long[] {0, 1, 2, 102, 109, 409}) {
        assertThat(tensor.get().select(0, row).eq(new Scalar((double) row)).all().item_bool())
            .as("row %s", row)
            .isTrue();
      }
    }
  }

  @Test
  void growth_never_moves_a_row() {
    try (Scope _ = Scope.open();
        GrowingTensor tensor =
            new GrowingTensor(Device.CPU, HUGE, Precision.BFLOAT16.scalarType(), 64)) {
      long address =
          tensor
              .append(ones(new long[] {1, 64}, Precision.BFLOAT16.options()))
              .data_ptr()
              .address();
      Tensor many = ones(new long[] {10_000, 64}, Precision.BFLOAT16.options());
      for (int i = 0; i < 20; i++) {
        assertThat(tensor.append(many).data_ptr().address()).isEqualTo(address);
      }
    }
  }

  @Test
  void allocation_stays_close_to_use() {
    try (Scope _ = Scope.open();
        GrowingTensor tensor =
            new GrowingTensor(Device.CPU, HUGE, Precision.BFLOAT16.scalarType(), 1000)) {
      assertThat(tensor.bytes()).isZero();
      Tensor added = ones(new long[] {500, 1000}, Precision.BFLOAT16.options());
      for (int i = 1; i <= 40; i++) {
        tensor.append(added);
        long used = i * 500L * 1000 * 2;
        assertThat(tensor.bytes()).isBetween(used, used + used / 64 + 64 * 1024);
      }
    }
  }

  @Test
  void the_process_holds_what_the_tensor_says_and_gives_it_back() throws IOException {
    try (Scope _ = Scope.open()) {
      Tensor added = ones(new long[] {1024, 1024}, Precision.FLOAT32.options());
      long before = residentBytes();
      try (GrowingTensor tensor =
          new GrowingTensor(Device.CPU, HUGE, Precision.FLOAT32.scalarType(), 1024)) {
        for (int i = 0; i < 32; i++) {
          try (Scope _ = Scope.open()) {
            tensor.append(added);
          }
        }
        long grown = residentBytes() - before;
        assertThat(tensor.bytes()).isGreaterThanOrEqualTo(128L << 20);
        assertThat(grown).isBetween(120L << 20, 160L << 20);
      }
      assertThat(residentBytes() - before).isLessThan(32L << 20);
    }
  }

  private static long residentBytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    Assumptions.assumeTrue(Files.exists(status), "no /proc/self/status on this system");
    return Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
            .findFirst()
            .orElseThrow()
        * 1024;
  }

  @Test
  void what_does_not_fit_is_named() {
    try (Scope _ = Scope.open();
        GrowingTensor tensor =
            new GrowingTensor(Device.CPU, 4, Precision.FLOAT32.scalarType(), 2)) {
      tensor.append(ones(3, 2));
      assertThatIllegalStateException()
          .isThrownBy(() -> tensor.append(ones(2, 2)))
          .withMessage("rows must be at most 4, would be 5");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tensor.append(ones(1, 1)))
          .withMessage("added is [1, 1], expected [1, 2]");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new GrowingTensor(Device.CPU, 0, Precision.FLOAT32.scalarType(), 2))
          .withMessage("capacity must be at least 1, was 0");
      assertThatIllegalStateException()
          .isThrownBy(
              () -> new GrowingTensor(Device.CPU, 1L << 60, Precision.FLOAT32.scalarType(), 1))
          .withMessageContaining("bytes of address space");
    }
  }

  @Test
  void truncated_rows_give_their_memory_back_and_others_take_their_place() {
    try (Scope _ = Scope.open();
        GrowingTensor tensor =
            new GrowingTensor(Device.CPU, HUGE, Precision.FLOAT32.scalarType(), 1024)) {
      tensor.append(ones(3000, 1024));
      tensor.truncate(10);
      assertThat(tensor.rows()).isEqualTo(10);
      assertThat(tensor.bytes()).isEqualTo(64 * 1024);
      assertThat(tensor.get().sum().item_float()).isEqualTo(10 * 1024);
      tensor.append(full(new long[] {1000, 1024}, new Scalar(2.0)));
      assertThat(tensor.get().sum().item_float()).isEqualTo(10 * 1024 + 2000 * 1024);
      tensor.truncate(0);
      assertThat(tensor.bytes()).isZero();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tensor.truncate(1))
          .withMessage("rows kept must be from 0 to 0, were 1");
    }
  }
}
