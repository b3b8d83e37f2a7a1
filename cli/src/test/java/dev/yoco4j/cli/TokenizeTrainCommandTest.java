package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.text.Tokenizer;
import dev.yoco4j.text.Tokenizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TokenizeTrainCommandTest {
  @TempDir Path folder;

  private String text = "";
  private String out = "";

  @BeforeEach
  void write() throws IOException {
    String words = "public static void main(String[] args) {\n  return;\n}\n";
    text = Files.writeString(folder.resolve("text.java"), words.repeat(50)).toString();
    out = folder.resolve("out").toString();
  }

  private CommandRun train(String... more) {
    String[] args = {"tokenize", "train", "--data", text, "--out", out};
    String[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return CommandRun.of(all);
  }

  @Test
  void writes_a_tokenizer_of_the_size_asked_for() {
    CommandRun run = train("--vocab-size", "270");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .matches(
            "270 tokens, 10 merges from \\d+ distinct pieces, \\d\\.\\d\\d bytes per token, [0-9.]+ s: "
                + ".*tokenizer\\.json\n");
    Tokenizer tokenizer = Tokenizers.load(Path.of(out));
    assertThat(tokenizer.vocabularySize()).isEqualTo(270);
    assertThat(tokenizer.decode(tokenizer.encode("été()"))).isEqualTo("été()");
    assertThat(Path.of(out)).isDirectoryContaining("glob:**tokenizer.json");
  }

  @Test
  void a_corpus_too_small_is_said_and_counted() {
    CommandRun run = train("--vocab-size", "5000");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("the corpus is too small").contains("of 4740 merged tokens");
    JsonNode document = new JsonMapper().readTree(train("--vocab-size", "5000", "--json").out());
    assertThat(document.get("merges").asInt())
        .isPositive()
        .isLessThan(document.get("merges_asked_for").asInt());
    assertThat(document.get("bytes_per_token").asDouble()).isGreaterThan(1);
  }

  @Test
  void a_vocabulary_too_small_for_the_bytes_is_wrong_usage() {
    CommandRun run = train("--vocab-size", "259");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.errLines()).singleElement().asString().contains("--vocab-size", "at least 260");
    assertThat(Path.of(out)).doesNotExist();
  }

  @Test
  void missing_data_and_parts_are_named() {
    text = folder.resolve("absent").toString();
    CommandRun run = train("--vocab-size", "300");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errLines()).singleElement().asString().contains(text);
    CommandRun group = CommandRun.of("tokenize");
    assertThat(group.exitCode()).isEqualTo(2);
    assertThat(group.errLines()).hasSize(1);
  }

  @Test
  void strict_refuses_text_that_is_not_utf8() throws IOException {
    Files.write(Path.of(text), new byte[] {'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'});
    Files.write(Path.of(text), new byte[] {(byte) 0xE9, '\n'}, StandardOpenOption.APPEND);
    CommandRun run = train("--vocab-size", "300", "--strict");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errLines().getLast()).contains(text);
    assertThat(Path.of(out).resolve("tokenizer.json")).doesNotExist();
  }

  @Test
  void an_output_that_cannot_be_written_or_is_a_model_is_refused_first() throws IOException {
    out = text;
    CommandRun file = train("--vocab-size", "300");
    assertThat(file.exitCode()).isEqualTo(2);
    assertThat(file.errLines()).singleElement().asString().contains("--out", text);
    out = folder.resolve("model").toString();
    Files.createDirectories(Path.of(out));
    Files.writeString(Path.of(out, "config.json"), "{}");
    CommandRun model = train("--vocab-size", "300");
    assertThat(model.exitCode()).isEqualTo(2);
    assertThat(model.errLines()).singleElement().asString().contains("holds a model");
  }
}
