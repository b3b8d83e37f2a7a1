package dev.yoco4j.text.bpe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ByteAlphabetTest {
  @Test
  void what_is_written_and_read_is_the_bytes() {
    var bytes = new byte[256];
    for (int i = 0; i < 256; i++) {
      bytes[i] = (byte) i;
    }
    String written = ByteAlphabet.write(bytes);
    assertThat(ByteAlphabet.read(written)).isEqualTo(bytes);
    assertThat(written.chars().distinct()).hasSize(256);
    assertThat(written.chars())
        .noneMatch(Character::isWhitespace)
        .noneMatch(Character::isISOControl);
  }

  @Test
  void the_alphabet_is_the_one_of_gpt_2() {
    assertThat(ByteAlphabet.write(" a\n~".getBytes(StandardCharsets.UTF_8))).isEqualTo("ĠaĊ~");
    assertThat(ByteAlphabet.write(new byte[] {0, 127, (byte) 0xAD, (byte) 0xFF})).isEqualTo("ĀġŃÿ");
  }

  @Test
  void a_token_outside_the_alphabet_stands_for_itself() {
    assertThat(ByteAlphabet.read("a b")).isEqualTo("a b".getBytes(StandardCharsets.UTF_8));
    assertThat(ByteAlphabet.read("日")).isEqualTo("日".getBytes(StandardCharsets.UTF_8));
  }
}
