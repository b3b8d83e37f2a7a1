package dev.yoco4j.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ByteTokenizerTest {
  private final ByteTokenizer tokenizer = new ByteTokenizer();

  @Test
  void ids_are_bytes() {
    assertThat(tokenizer.encode("aé\n")).containsExactly(97, 0xC3, 0xA9, 10);
    assertThat(tokenizer.vocabularySize()).isEqualTo(258);
  }

  @Test
  void the_saved_file_gives_the_same_ids_in_the_library(@TempDir Path folder) {
    tokenizer.save(folder);
    var saved = JsonTokenizer.load(folder.resolve("tokenizer.json"));
    var random = new RandomText(4);
    for (int i = 0; i < 100; i++) {
      String text = random.next(20);
      assertThat(saved.encode(text)).isEqualTo(tokenizer.encode(text));
    }
    assertThat(saved.vocabularySize()).isEqualTo(tokenizer.vocabularySize());
    assertThat(saved.beginOfText()).isEqualTo(tokenizer.beginOfText());
    assertThat(saved.endOfText()).isEqualTo(tokenizer.endOfText());
  }

  @Test
  void bytes_that_are_not_utf8_are_decoded_as_strings_are() {
    var random = new Random(5);
    for (int i = 0; i < 5000; i++) {
      var bytes = new byte[random.nextInt(8)];
      random.nextBytes(bytes);
      int[] tokens = new int[bytes.length];
      var streamed = new StringBuilder();
      StreamingDecoder decoder = tokenizer.streamingDecoder();
      for (int j = 0; j < bytes.length; j++) {
        tokens[j] = Byte.toUnsignedInt(bytes[j]);
        streamed.append(decoder.next(tokens[j]));
      }
      String expected = new String(bytes, StandardCharsets.UTF_8);
      assertThat(tokenizer.decode(tokens)).isEqualTo(expected);
      assertThat(streamed.append(decoder.finish()).toString()).isEqualTo(expected);
    }
  }

  @Test
  void a_decoder_can_be_used_again_when_it_is_finished() {
    StreamingDecoder decoder = tokenizer.streamingDecoder();
    assertThat(decoder.next(0xC3)).isEmpty();
    assertThat(decoder.finish()).isEqualTo("\uFFFD");
    assertThat(decoder.next(0xC3) + decoder.next(0xA9) + decoder.finish()).isEqualTo("é");
  }
}
