package dev.yoco4j.torch.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.bytedeco.pytorch.global.torch.ones;

import dev.yoco4j.torch.Scope;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class KernelArgumentsTest {
  @Test
  void every_argument_starts_its_own_eight_bytes() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(JAVA_LONG, ThreadMemory.ARGUMENTS);
      MemorySegment addresses = arena.allocate(JAVA_LONG, ThreadMemory.ARGUMENTS);
      arguments().copyTo(memory, addresses);
      assertThat(addresses.getAtIndex(JAVA_LONG, 3)).isEqualTo(memory.address() + 24);
      assertThat(memory.get(JAVA_INT, 0)).isEqualTo(-7);
      assertThat(memory.get(JAVA_LONG, 8)).isEqualTo(1L << 40);
      assertThat(memory.get(JAVA_FLOAT, 16)).isEqualTo(-2.5f);
      assertThat(memory.get(JAVA_INT, 24)).isEqualTo(9);
    }
  }

  private static KernelArguments arguments() {
    return new KernelArguments().ints(-7).longs(1L << 40).floats(-2.5f).ints(9);
  }

  @Test
  void arguments_must_fit_the_parameters() {
    new KernelParameters(4, 0b0010, 0).check("scale", arguments());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KernelParameters(5, 0b0010, 0).check("scale", arguments()))
        .withMessage("kernel scale takes 5 arguments, got 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KernelParameters(4, 0b0110, 0).check("scale", arguments()))
        .withMessage("argument 2 of kernel scale must have 8 bytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KernelParameters(4, 0b0010, 0b1000).check("scale", arguments()))
        .withMessage("argument 3 of kernel scale must have 128 bytes");
  }

  @Test
  void there_may_be_as_many_as_a_launch_has_room_for() {
    KernelArguments most = new KernelArguments().longs(new long[ThreadMemory.ARGUMENTS]);
    assertThat(most.count()).isEqualTo(ThreadMemory.ARGUMENTS);
    assertThat(most.wide()).isEqualTo(-1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> most.ints(1))
        .withMessage("a kernel can have at most 64 arguments of 2048 bytes in all");
  }

  @Test
  void a_tensor_elsewhere_is_refused() {
    try (Scope _ = Scope.open()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new KernelArguments().ints(1).tensor(ones(2)))
          .withMessage("argument 1 must be a tensor on CUDA, is one on the CPU");
    }
  }
}
