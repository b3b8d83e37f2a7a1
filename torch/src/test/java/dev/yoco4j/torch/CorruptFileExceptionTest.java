package dev.yoco4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CorruptFileExceptionTest {
  @Test
  void the_message_is_one_line_of_sane_length_whatever_the_file_holds() {
    String hostile = "tensor 'a\r\n\u001b[31mb\u2028c\ud800' " + "x".repeat(100_000);
    String message =
        String.valueOf(new CorruptFileException(Path.of("m.bin"), hostile).getMessage());
    assertThat(message).startsWith("m.bin: tensor 'a [31mb c '").hasSizeLessThan(700);
    assertThat(message.chars()).noneMatch(Character::isISOControl);
  }
}
