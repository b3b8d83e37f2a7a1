package dev.yoco4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class TensorMemoryTest {
  @Test
  void a_view_is_the_memory_and_a_copy_is_not() {
    try (Arena arena = Arena.ofConfined();
        var _ = Scope.open()) {
      MemorySegment memory = arena.allocate(16, 8);
      Tensor view = TensorMemory.view(memory, ScalarType.Int, List.of(4L), List.of(1L));
      Tensor copy = TensorMemory.copy(memory, ScalarType.Int, List.of(4L), List.of(1L));
      memory.setAtIndex(ValueLayout.JAVA_INT, 2, 7);
      assertThat(view.sum().item_long()).isEqualTo(7);
      assertThat(copy.sum().item_long()).isZero();
      assertThat(TensorMemory.bytes(view).address()).isEqualTo(memory.address());
    }
  }

  @Test
  void memory_that_is_not_aligned_is_copied() {
    try (Arena arena = Arena.ofConfined();
        var _ = Scope.open()) {
      MemorySegment memory = arena.allocate(20, 8).asSlice(1);
      memory.set(ValueLayout.JAVA_INT_UNALIGNED, 4, 9);
      Tensor view = TensorMemory.view(memory, ScalarType.Int, List.of(2L, 2L), List.of(1L, 2L));
      assertThat(TensorMemory.bytes(view.t()).address() % 4).isZero();
      assertThat(view.get(1).get(0).item_int()).isEqualTo(9);
    }
  }

  @Test
  void what_does_not_fit_the_memory_is_refused() {
    MemorySegment memory = MemorySegment.ofArray(new byte[16]);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> TensorMemory.copy(memory, ScalarType.Int, List.of(2L, 2L), List.of(3L, 1L)))
        .withMessage("a tensor of 20 bytes in memory of 16");
  }

  @Test
  void spans_that_overflow_are_refused() {
    long huge = 1L << 61;
    assertThatThrownBy(() -> TensorMemory.span(ScalarType.Long, List.of(huge), List.of(1L)))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> TensorMemory.span(ScalarType.Byte, List.of(9L), List.of(huge)))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(
            () -> TensorMemory.span(ScalarType.Byte, List.of(0L, huge, 8L), List.of(1L, 1L, 1L)))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void a_strided_tensor_has_no_bytes_in_a_row() {
    try (var _ = Scope.open()) {
      Tensor strided =
          TensorMemory.copy(
              MemorySegment.ofArray(new byte[16]),
              ScalarType.Int,
              List.of(2L, 2L),
              List.of(1L, 2L));
      assertThatIllegalArgumentException().isThrownBy(() -> TensorMemory.bytes(strided));
    }
  }
}
