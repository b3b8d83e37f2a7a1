package dev.yoco4j.torch.cuda;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class NativeLibraryTest {
  @Test
  void what_is_absent_says_so_when_it_is_called() {
    NativeLibrary absent =
        NativeLibrary.open(Stream.of("no-such-library.so"), "nothing here: install it");
    NativeFunction function = absent.function("frobnicate", JAVA_INT);
    assertThat(absent.isPresent()).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(() -> function.call(1))
        .withMessage("nothing here: install it (frobnicate)");
  }

  @Test
  void the_first_that_is_there_is_taken() {
    String mathematics = "libm.so.6";
    Assumptions.assumeTrue(
        NativeLibrary.open(Stream.of(mathematics), "").isPresent(), "no libm.so.6 here");
    NativeLibrary found = NativeLibrary.open(Stream.of("no-such-library.so", mathematics), "");
    assertThat(found.function("abs", JAVA_INT).call(-3)).isEqualTo(3);
  }

  @Test
  void a_failure_names_what_was_attempted_and_the_drivers_words() {
    assertThat(
            CudaDriver.message(
                2, "CUDA_ERROR_OUT_OF_MEMORY, out of memory", "cuMemCreate", "growing a tensor"))
        .isEqualTo(
            "CUDA failed while growing a tensor: cuMemCreate: CUDA_ERROR_OUT_OF_MEMORY, out of"
                + " memory (2)");
  }
}
