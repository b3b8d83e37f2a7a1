package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EvalTasksCommandTest {
  @TempDir static Path folder;

  private static Path model = Path.of("");
  private static Path uniform = Path.of("");
  private static Path rows = Path.of("");

  /// A token is a byte, and each costs ln 258: of two choices the shorter is likelier.
  ///
  /// | choices | gold | none | by bytes | by characters |
  /// |---|---|---|---|---|
  /// | `ab`, `abcdef` | 1 | 0 | 1 | 1 |
  /// | `ab`, `cd` | 0 | 0 | 0 | 0 |
  /// | `ab`, `cd` | 1 | 0 | 0 | 0 |
  /// | `üü`, `abc` | 0 | 1 | 0: 5/4 < 4/3 | 1: 5/2 > 4/3 |
  @BeforeAll
  static void save() throws IOException {
    model = folder.resolve("model");
    SavedModel.write(model, SavedModel.BYTE_TOKENS);
    uniform = folder.resolve("uniform");
    SavedModel.writeUniform(uniform, SavedModel.BYTE_TOKENS);
    rows =
        Files.writeString(
            folder.resolve("own.jsonl"),
            """
            {"context": "What?", "choices": ["ab", "abcdef"], "gold": 1}
            {"context": "Who?", "choices": ["ab", "cd"], "gold": 0}
            {"context": "Whose?", "choices": ["ab", "cd"], "gold": 1}
            {"context": "Why?", "choices": ["üü", "abc"], "gold": 0}
            """);
  }

  private static Invocation tasks(Path which, Object... more) {
    List<Object> words = new ArrayList<>(List.of("eval", "tasks", "--model", which));
    words.addAll(List.of(more));
    return Invocation.of(words.toArray());
  }

  private static JsonNode json(Path which, Object... more) {
    List<Object> words = new ArrayList<>(List.of(more));
    words.add("--json");
    Invocation run = tasks(which, words.toArray());
    run.requireDone();
    return new JsonMapper().readTree(run.out());
  }

  private static JsonNode only(JsonNode document) {
    assertThat(document.path("results").path("tasks").size()).isEqualTo(1);
    return document.path("results").path("tasks").get(0);
  }

  @Test
  void accuracies_are_those_computed_by_hand() {
    JsonNode document = json(uniform, "--tasks", rows);
    assertThat(document.path("evaluation").asString()).isEqualTo("tasks");
    assertThat(document.path("settings").path("context").asInt()).isEqualTo(256);
    assertThat(document.path("seed").isNull()).isTrue();
    JsonNode own = only(document);
    assertThat(own.path("task").asString()).isEqualTo("own");
    assertThat(own.path("layout").asString()).isEqualTo("choices");
    assertThat(own.path("questions").asInt()).isEqualTo(4);
    assertThat(own.path("acc").asDouble()).isEqualTo(0.25);
    assertThat(own.path("acc_stderr").asDouble()).isCloseTo(0.25, Offset.offset(1e-12));
    assertThat(own.path("acc_norm_bytes").asDouble()).isEqualTo(0.75);
    assertThat(own.path("acc_norm_chars").asDouble()).isEqualTo(0.5);
  }

  @Test
  void a_table_is_for_people() {
    Invocation run = tasks(uniform, "--tasks", rows);
    run.requireDone();
    assertThat(run.out())
        .contains("norm bytes")
        .containsPattern("own +choices +4 +0\\.2500 +0\\.2500 +0\\.7500 +0\\.2500 +0\\.5000");
    assertThat(run.err()).contains("4 of 4 questions of own");
  }

  @Test
  void an_interrupted_run_goes_on_and_another_one_is_refused() throws IOException {
    Path out = folder.resolve("again");
    JsonNode whole = json(model, "--tasks", rows, "--out", out);
    Path cells = out.resolve("cells.jsonl");
    List<String> lines = Files.readAllLines(cells);
    assertThat(lines).hasSize(5);
    Files.writeString(cells, lines.get(0) + "\n" + lines.get(2) + "\n{\"cell\":\"ow");
    JsonNode again = json(model, "--tasks", rows, "--out", out);
    assertThat(again.path("results")).isEqualTo(whole.path("results"));
    assertThat(Files.readAllLines(cells)).hasSize(5).contains(lines.get(2));
    tasks(model, "--tasks", rows, "--context", 100, "--out", out)
        .requireOneLine(1, cells, "settings.context is 100 here and 256 there");
  }

  @Test
  void a_context_longer_than_the_model_is_cut_and_told() {
    assertThat(only(json(model, "--tasks", rows, "--context", 8)).path("truncated").asInt())
        .isEqualTo(3);
    assertThat(tasks(model, "--tasks", rows, "--context", 9).out())
        .contains("own: contexts of 1 of 4 questions are longer than 9 tokens");
    tasks(model, "--tasks", rows, "--context", 4)
        .requireOneLine(
            1, "own: question 1: a continuation of 7 tokens is longer than the model's 4");
    tasks(model, "--tasks", rows, "--context", 0).requireOneLine(2, "--context must be at least 1");
  }

  @Test
  void shots_are_drawn_with_a_seed_or_refused() {
    JsonNode one = json(model, "--tasks", rows, "--shots", 2, "--seed", 5);
    assertThat(one.path("seed").asInt()).isEqualTo(5);
    assertThat(only(json(model, "--tasks", rows, "--shots", 2, "--seed", 5))).isEqualTo(only(one));
    JsonNode other = json(model, "--tasks", rows, "--shots", 4, "--shots-from", rows);
    assertThat(other.path("settings").path("shots_from").asString()).matches("[0-9a-f]{64}");
    tasks(model, "--tasks", rows, "--shots", 4)
        .requireOneLine(2, "--shots for own", "at most 3, the questions to draw from, was 4");
    tasks(model, "--tasks", rows, "--shots-from", rows).requireOneLine(2, "give --shots too");
  }

  @Test
  void bad_rows_are_told_and_counted_or_refused() throws IOException {
    Path bad =
        Files.writeString(
            folder.resolve("bad.jsonl"),
            Files.readString(rows)
                + "{\"context\": \"a\", \"choices\": [\"b\", \"\"], \"gold\": 0}\n");
    JsonNode own = only(json(uniform, "--tasks", bad));
    assertThat(own.path("skipped").asInt()).isEqualTo(1);
    assertThat(own.path("skipped_first").get(0).asString())
        .isEqualTo(bad + ": line 5: choice 1 is empty");
    assertThat(tasks(uniform, "--tasks", bad).out())
        .contains("bad: 1 malformed row left out; the first: " + bad + ": line 5: ");
    tasks(uniform, "--tasks", bad, "--strict").requireOneLine(1, bad, "line 5: choice 1 is empty");
    tasks(uniform, "--tasks", rows, "--layout", "mmlu").requireOneLine(2, "--layout: ", "arc");
    tasks(uniform, "--tasks", rows, "--layout", "piqa")
        .requireOneLine(1, "holds no row that can be asked", "line 1: there is no column goal");
    Path missing = folder.resolve("missing");
    tasks(uniform, "--tasks", missing).requireOneLine(1, missing + " does not exist");
    Path empty = Files.writeString(folder.resolve("empty.jsonl"), "\n");
    tasks(uniform, "--tasks", empty).requireOneLine(1, empty + ": holds no rows");
  }
}
