package dev.yoco4j.training.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yoco4j.torch.CorruptFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MalformedTextTest {
  private static final CorpusConfig STRICT =
      CorpusConfig.defaults().withMalformed(MalformedText.REFUSE);

  @TempDir private Path dir;

  @Test
  void malformed_places_are_replaced_and_counted() throws IOException {
    Path file =
        Texts.write(dir.resolve("a.txt"), "a fine text with a naïve café".getBytes(ISO_8859_1));
    assertThat(documents(Corpus.of(List.of(file))))
        .containsExactly(
            new Document(new Origin(file, ""), "a fine text with a na\uFFFDve caf\uFFFD", 2));
  }

  @Test
  void a_replacement_character_of_the_text_itself_is_not_counted() throws IOException {
    Path file = Texts.write(dir.resolve("a.txt"), "really \uFFFD");
    assertThat(documents(Corpus.of(List.of(file), STRICT)))
        .containsExactly(new Document(new Origin(file, ""), "really \uFFFD", 0));
  }

  @Test
  void counting_decodes_as_the_library_does() {
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = new byte[random.nextInt(12)];
      random.nextBytes(bytes);
      assertThat(Utf8.decode(bytes).text()).isEqualTo(new String(bytes, UTF_8));
    }
  }

  @Test
  void strict_reading_names_file_member_and_byte() throws IOException {
    byte[] text = "caf\u00e9".getBytes(ISO_8859_1);
    Path file = Texts.write(dir.resolve("a.txt"), text);
    Path zip = Texts.zip(dir.resolve("a.zip"), "b/c.txt", text);
    String what = "byte 3 is not UTF-8; convert the text, or let malformed bytes be replaced";
    assertRefused(file, file + ": " + what);
    assertRefused(zip, zip + ": member b/c.txt: " + what);
  }

  @Test
  void strict_reading_counts_bytes_from_the_start_of_the_file() throws IOException {
    byte[] text = ("line of text\n".repeat(200_000) + "caf\u00e9").getBytes(ISO_8859_1);
    Path file = Texts.write(dir.resolve("a.txt"), text);
    assertRefused(file, file + ": byte 2600003 is not UTF-8");
    byte[] json = "{\"text\": \"a\"}\n\n{\"text\": \"\u00e9\"}".getBytes(ISO_8859_1);
    Path lines = Texts.write(dir.resolve("a.jsonl"), json);
    assertRefused(lines, lines + ": line 3: byte 25 is not UTF-8");
  }

  @Test
  void text_in_another_encoding_is_passed_over_but_refused_when_strict() throws IOException {
    byte[] cyrillic = {(byte) 0xD2, (byte) 0xD5, (byte) 0xD3, (byte) 0xD3, (byte) 0xCB, ' '};
    Path file = Texts.write(dir.resolve("folder/koi8.txt"), cyrillic);
    assertThat(documents(Corpus.of(List.of(dir)))).isEmpty();
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> documents(Corpus.of(List.of(dir), STRICT)))
        .withMessageStartingWith(file + ": byte 0 is not UTF-8");
  }

  @Test
  void a_character_on_the_border_of_what_is_inspected_is_whole() throws IOException {
    for (int ascii = 8190; ascii <= 8193; ascii++) {
      String text = "a".repeat(ascii) + "\u20ac";
      Path file = Texts.write(dir.resolve("a.txt"), text);
      assertThat(documents(Corpus.of(List.of(file), STRICT)).getFirst().text()).isEqualTo(text);
    }
  }

  private static void assertRefused(Path file, String message) {
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> documents(Corpus.of(List.of(file), STRICT)))
        .withMessageStartingWith(message);
  }

  private static List<Document> documents(Corpus corpus) {
    List<Document> documents = new ArrayList<>();
    corpus.forEach(documents::add);
    return documents;
  }
}
