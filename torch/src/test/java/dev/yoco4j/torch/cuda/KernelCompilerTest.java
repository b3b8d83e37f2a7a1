package dev.yoco4j.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// The compiler needs no GPU, only its library.
class KernelCompilerTest {
  private static final String ADD_ONE =
      "extern \"C\" __global__ void addOne(float* y) { y[threadIdx.x] += 1; }";
  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

  @Test
  void a_source_becomes_machine_code() {
    assumePresent();
    byte[] code = KernelCompiler.compile("add.cu", ADD_ONE, "sm_90");
    assertThat(code).startsWith(ELF);
    assertThat(new String(code, StandardCharsets.ISO_8859_1)).contains("addOne");
  }

  @Test
  void a_wrong_source_is_answered_with_the_compilers_words() {
    assumePresent();
    assertThatIllegalStateException()
        .isThrownBy(
            () -> KernelCompiler.compile("wrong.cu", ADD_ONE.replace("+= 1", "+= one"), "sm_90"))
        .withMessageStartingWith("wrong.cu does not compile for sm_90:\n")
        .withMessageContaining("wrong.cu(1): error: identifier \"one\" is undefined");
  }

  @Test
  void without_a_compiler_the_message_says_what_to_install() {
    Assumptions.assumeFalse(KernelCompiler.isPresent(), "libnvrtc is installed");
    assertThatIllegalStateException()
        .isThrownBy(() -> KernelCompiler.compile("add.cu", ADD_ONE, "sm_90"))
        .withMessageContaining("libnvrtc.so.13")
        .withMessageContaining("LD_LIBRARY_PATH");
  }

  private static void assumePresent() {
    Assumptions.assumeTrue(KernelCompiler.isPresent(), "skipped: no libnvrtc.so.13");
  }
}
