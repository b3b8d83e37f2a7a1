package dev.yoco4j.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yoco4j.torch.CorruptFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLineTest {
  @TempDir private Path dir;

  @Test
  void the_field_text_of_each_line_is_a_document() throws IOException {
    Path file =
        Texts.write(
            dir.resolve("a.jsonl"),
            """
            {"text": "one\\n\\u00e4"}

            {"meta": {"text": "not this", "list": [1, {}]}, "text": "two", "id": 3}\r
            {"text": "\\ud83d\\ude80"}\
            """);
    assertThat(Texts.texts(Corpus.of(List.of(file)))).containsExactly("one\nä", "two", "🚀");
  }

  @Test
  void lines_may_be_longer_than_any_buffer() throws IOException {
    List<String> texts = List.of("a".repeat(65_536), "b", "c".repeat(3 << 20), "", "d");
    StringBuilder lines = new StringBuilder();
    texts.forEach(text -> lines.append("{\"text\": \"").append(text).append("\"}\n"));
    Path file = Texts.write(dir.resolve("a.jsonl"), lines.toString());
    assertThat(Texts.texts(Corpus.of(List.of(file)))).isEqualTo(texts);
  }

  @Test
  void half_a_surrogate_pair_is_malformed() throws IOException {
    Path file = Texts.write(dir.resolve("a.jsonl"), "{\"text\": \"a\\ud83db🚀\"}");
    assertThat(Texts.texts(Corpus.of(List.of(file)))).containsExactly("a\uFFFDb🚀");
    CorpusConfig strict = CorpusConfig.defaults().withMalformed(MalformedText.REFUSE);
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> Texts.texts(Corpus.of(List.of(file), strict)))
        .withMessageStartingWith(file + ": line 1: holds half of a surrogate pair");
  }

  @Test
  void a_line_without_end_is_refused() throws IOException {
    Path file = Texts.write(dir.resolve("a.jsonl"), "{}\n" + "x".repeat((16 << 20) + 1) + "\n");
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> Corpus.of(List.of(file)).read(_ -> {}))
        .withMessage(
            file + ": line 2: is longer than 16777216 bytes; cut it into several documents");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          {"title": "x"}    | has no field "text"
          {"text": 3}       | has a field "text" that is not a string
          {"text": null}    | has a field "text" that is not a string
          "text"            | is not a JSON object
          [{"text": "x"}]   | is not a JSON object
          {"text": "x"} {}  | goes on after its JSON object
          {"text": "x"      | is not JSON (
          plain text        | is not JSON (
          """)
  void a_line_that_holds_no_text_is_refused_by_number(String line, String what) throws IOException {
    Path file = Texts.write(dir.resolve("a.jsonl"), "{\"text\": \"fine\"}\n\n" + line + "\n");
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> Texts.texts(Corpus.of(List.of(file))))
        .withMessageStartingWith(file + ": line 3: " + what)
        .withMessageEndingWith("; each line must be an object such as {\"text\": \"...\"}")
        .satisfies(e -> assertThat(String.valueOf(e.getMessage())).doesNotContain("\n"));
  }
}
