package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EvalPplCommandTest {
  @TempDir static Path folder;

  private static Path model = Path.of("");
  private static Path text = Path.of("");
  private static int bytes;

  @BeforeAll
  static void save() throws IOException {
    model = folder.resolve("model");
    SavedModel.write(model, SavedModel.BYTE_TOKENS);
    StringBuilder words = new StringBuilder();
    new Random(1).ints(3000, 'a', 'z' + 1).forEach(c -> words.append((char) c));
    text = Files.writeString(folder.resolve("text.txt"), "caf\u00e9 " + words);
    bytes = Math.toIntExact(Files.size(text));
  }

  private static Invocation ppl(Object... more) {
    List<Object> words = new ArrayList<>(List.of("eval", "ppl", "--model", model));
    words.addAll(List.of(more));
    return Invocation.of(words.toArray());
  }

  private static JsonNode json(Object... more) {
    List<Object> words = new ArrayList<>(List.of(more));
    words.add("--json");
    Invocation run = ppl(words.toArray());
    run.requireDone();
    return new JsonMapper().readTree(run.out());
  }

  @Test
  void a_document_says_what_was_measured_with_what_and_how() {
    JsonNode document = json("--data", text, "--context", 64, "--stride", 16, "--ar-hits");
    assertThat(document.path("evaluation").asString()).isEqualTo("perplexity");
    assertThat(document.path("model").path("fingerprint").asString()).matches("[0-9a-f]{64}");
    assertThat(document.path("model").path("device").asString()).isEqualTo("cpu");
    assertThat(document.path("settings").path("context").asInt()).isEqualTo(64);
    assertThat(document.path("settings").path("arrangement").asString()).isEqualTo("one_by_one");
    assertThat(document.has("seed")).isTrue();
    assertThat(document.path("seed").isNull()).isTrue();
    assertThat(document.path("versions").propertyNames())
        .containsExactly("yoco4j", "commit", "jdk", "libtorch");
    JsonNode results = document.path("results");
    assertThat(results.path("tokens").asInt()).isEqualTo(bytes);
    assertThat(results.path("bytes").asInt()).isEqualTo(bytes);
    double loss = results.path("loss").asDouble();
    assertThat(loss).isBetween(4.0, 8.0);
    assertThat(results.path("perplexity").asDouble()).isEqualTo(Math.exp(loss));
    // a token is a byte here
    assertThat(Math.abs(results.path("bits_per_byte").asDouble() - loss / Math.log(2)))
        .isLessThan(1e-9);
    assertThat(
            results.path("ar_hit").path("tokens").asInt()
                + results.path("first_occurrence").path("tokens").asInt())
        .isEqualTo(bytes);
  }

  @Test
  void a_packed_text_scores_as_the_text() throws IOException {
    Path packed = folder.resolve("text.txt.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      Files.copy(text, out);
    }
    assertThat(json("--data", packed, "--context", 64).path("results").path("loss"))
        .isEqualTo(json("--data", text, "--context", 64).path("results").path("loss"));
    byte[] whole = Files.readAllBytes(packed);
    Path cut = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(whole, whole.length / 2));
    ppl("--data", cut).requireOneLine(1, cut + ": is not a gzip file, or is damaged (");
  }

  @Test
  void a_table_is_for_people() {
    Invocation run = ppl("--data", text, "--by-position", "--ar-hits");
    run.requireDone();
    assertThat(run.out())
        .contains("all tokens", "pair seen before (AR-hit)", "first occurrence", "bits per byte")
        .contains("1 document, %,d bytes".formatted(bytes))
        .contains("\n2K ", "\n%,d ".formatted(bytes));
    assertThat(run.err()).contains("beyond the 256 positions that the model was made for");
  }

  @Test
  void positions_are_of_whole_documents_and_drawn() throws IOException {
    Path out = folder.resolve("positions");
    JsonNode document = json("--data", text, "--by-position", "--out", out);
    JsonNode positions = document.path("results").path("by_position");
    assertThat(positions.size()).isEqualTo(13); // 1, 2, 4 ... 4096
    assertThat(positions.get(11).path("to").asInt()).isEqualTo(2048);
    assertThat(positions.get(12).path("to").asInt()).isEqualTo(bytes);
    assertThat(positions.get(12).path("cumulative_loss"))
        .isEqualTo(document.path("results").path("loss"));
    assertThat(new JsonMapper().readTree(Files.readString(out.resolve("results.json"))))
        .isEqualTo(document);
    byte[] png = Files.readAllBytes(out.resolve("loss-by-position.png"));
    assertThat(png).startsWith(0x89, 'P', 'N', 'G');
  }

  @Test
  void a_finished_run_goes_on_from_its_end_and_another_one_is_refused() throws IOException {
    Path out = folder.resolve("again");
    JsonNode first = json("--data", text, "--context", 64, "--out", out);
    String cells = Files.readString(out.resolve("cells.jsonl"));
    assertThat(cells.lines()).hasSize(2);
    JsonNode second = json("--data", text, "--context", 64, "--out", out);
    assertThat(second.path("results")).isEqualTo(first.path("results"));
    assertThat(Files.readString(out.resolve("cells.jsonl"))).isEqualTo(cells);
    ppl("--data", text, "--context", 128, "--out", out)
        .requireOneLine(1, out.resolve("cells.jsonl"), "settings.context is 128 here and 64 there");
  }

  @Test
  void malformed_rows_are_told_and_counted_or_refused() throws IOException {
    Path rows =
        Files.writeString(
            folder.resolve("rows.jsonl"),
            "{\"text\": \"one document\"}\n{\"text\": 5}\nnonsense\n{\"text\": \"another\"}\n");
    JsonNode document = json("--data", rows);
    assertThat(document.path("results").path("malformed_rows").asInt()).isEqualTo(2);
    assertThat(document.path("results").path("documents").asInt()).isEqualTo(2);
    assertThat(ppl("--data", rows).err())
        .contains("passed over: " + rows + ": line 2: has a field \"text\" that is not a string")
        .contains("line 3: is not JSON");
    ppl("--data", rows, "--strict").requireOneLine(1, rows, "line 2");
  }

  @Test
  void nothing_to_score_is_one_line() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.txt"), "");
    ppl("--data", empty).requireOneLine(1, "nothing to score");
    ppl("--data", text, "--min-tokens", "64K").requireOneLine(1, "nothing to score", "65536");
    Path missing = folder.resolve("missing");
    ppl("--data", missing).requireOneLine(1, missing + " does not exist");
  }

  @Test
  void short_documents_are_passed_over_and_counted() throws IOException {
    Path rows =
        Files.writeString(
            folder.resolve("short.jsonl"), "{\"text\": \"abc\"}\n{\"text\": \"abcdefgh\"}\n");
    JsonNode results = json("--data", rows, "--min-tokens", 4).path("results");
    assertThat(results.path("documents").asInt()).isEqualTo(1);
    assertThat(results.path("documents_passed_over").asInt()).isEqualTo(1);
    assertThat(results.path("tokens").asInt()).isEqualTo(8);
  }

  @Test
  void a_context_beyond_the_model_is_told() {
    Invocation run = ppl("--data", text, "--context", "1K");
    run.requireDone();
    assertThat(run.err())
        .contains("a context of 1,024 tokens is beyond the 256 positions")
        .contains("it is measured there all the same");
  }

  @ParameterizedTest
  @CsvSource({
    "--context, 0, --context must be at least 1",
    "--stride, 0, --stride must be at least 1",
    "--min-tokens, -1, must be a number of tokens",
    "--kv-dtype, int3, --kv-dtype",
    "--data-bytes, 0, --data-bytes"
  })
  void bounds_are_the_command_line_s(String option, String value, String words) {
    ppl("--data", text, option, value).requireOneLine(2, words);
  }

  @Test
  void options_that_exclude_each_other() {
    ppl("--data", text, "--by-position", "--packed").requireOneLine(2, "--by-position");
    ppl("--data", text, "--context", 8, "--stride", 9)
        .requireOneLine(2, "--stride must be at most the context of 8");
    ppl("--data", text, "--stride", 300)
        .requireOneLine(2, "--stride", "at most the context of 256");
    Invocation.of("eval").requireOneLine(2, "eval needs a part");
    ppl("--data", text, "--out", text).requireOneLine(2, "--out", "is a file");
  }
}
