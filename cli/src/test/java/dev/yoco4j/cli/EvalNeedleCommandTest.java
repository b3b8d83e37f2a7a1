package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EvalNeedleCommandTest {
  @TempDir static Path folder;

  private static Path model = Path.of("");

  @BeforeAll
  static void save() {
    model = folder.resolve("model");
    SavedModel.write(model, SavedModel.BYTE_TOKENS);
  }

  private static Invocation needle(Object... more) {
    List<Object> words = new ArrayList<>(List.of("eval", "needle", "--model", model));
    words.addAll(List.of(more));
    return Invocation.of(words.toArray());
  }

  private static JsonNode json(Object... more) {
    List<Object> words = new ArrayList<>(List.of(more));
    words.add("--json");
    Invocation run = needle(words.toArray());
    run.requireDone();
    return new JsonMapper().readTree(run.out());
  }

  @Test
  void a_document_has_every_cell() {
    JsonNode document =
        json("--lengths", "700,1K", "--depths", 3, "--trials", 2, "--needles", "2,1", "--seed", 9);
    assertThat(document.path("evaluation").asString()).isEqualTo("needle");
    assertThat(document.path("seed").asInt()).isEqualTo(9);
    assertThat(document.path("settings").path("haystack_fingerprint").asString()).isEqualTo("made");
    JsonNode results = document.path("results");
    assertThat(results.path("trials").asInt()).isEqualTo(2 * 2 * (3 + 2));
    assertThat(results.path("by_length").size()).isEqualTo(4);
    assertThat(results.path("by_depth").size()).isEqualTo(2 * (3 + 2));
    JsonNode last = results.path("by_depth").get(9);
    assertThat(last.path("needles").asInt()).isEqualTo(2);
    assertThat(last.path("length").asInt()).isEqualTo(1024);
    assertThat(last.path("depth").asDouble()).isEqualTo(2.0 / 3);
    assertThat(last.path("trials").asInt()).isEqualTo(2);
    assertThat(last.path("accuracy").asDouble()).isBetween(0.0, 1.0);
  }

  @Test
  void tables_and_a_map_for_each_number_of_needles() throws IOException {
    Path out = folder.resolve("tables");
    Invocation run =
        needle(
            "--lengths", "700,1K", "--depths", 3, "--trials", 1, "--needles", "1,2", "--out", out);
    run.requireDone();
    assertThat(run.out())
        .contains("1 needle, percent found by depth and length", "2 needles, percent found")
        .containsPattern("length +1 needle +2 needles")
        .containsPattern("700 +[01]\\.\\d\\d \\([01]\\.\\d\\d\\)")
        .contains("10 trials");
    assertThat(run.err()).contains("lengths above 256 are beyond what the model was made for");
    for (String name : List.of("needles-1.png", "needles-2.png")) {
      assertThat(Files.readAllBytes(out.resolve(name))).startsWith(0x89, 'P', 'N', 'G');
    }
  }

  @Test
  void finished_trials_stay_and_those_of_another_seed_are_refused() throws IOException {
    Path out = folder.resolve("again");
    Object[] options = {"--lengths", 700, "--depths", 3, "--trials", 1, "--out", out};
    JsonNode first = json(options);
    Path cells = out.resolve("cells.jsonl");
    List<String> lines = Files.readAllLines(cells);
    assertThat(lines).hasSize(1 + 3);
    // as an interruption leaves it: one trial is missing, and a line is torn
    Files.writeString(
        cells, lines.get(0) + "\n" + lines.get(1) + "\n" + lines.get(3) + "\n{\"cell\":\"ne");
    JsonNode second = json(options);
    for (String field : List.of("trials", "accuracy", "exact_accuracy", "prompt_tokens")) {
      assertThat(second.path("results").path(field)).isEqualTo(first.path("results").path(field));
    }
    assertThat(Files.readAllLines(cells)).hasSize(4).startsWith(lines.get(0), lines.get(1));
    List<Object> other = new ArrayList<>(List.of(options));
    other.addAll(List.of("--seed", 1));
    needle(other.toArray()).requireOneLine(1, cells, "settings.seed is 1 here and 0 there");
  }

  @Test
  void a_given_haystack_is_used_and_an_empty_one_refused() throws IOException {
    Path hay = Files.writeString(folder.resolve("hay.txt"), "hay and more hay\n".repeat(3));
    JsonNode document = json("--lengths", 700, "--depths", 2, "--trials", 1, "--haystack", hay);
    assertThat(document.path("settings").path("haystack").get(0).asString())
        .isEqualTo(hay.toString());
    Path empty = Files.writeString(folder.resolve("empty.txt"), " \n\n");
    needle("--lengths", 700, "--haystack", empty).requireOneLine(1, empty, "the haystack is empty");
  }

  @Test
  void what_cannot_work_is_said_before_anything_is_measured() {
    needle("--lengths", "1K,300").requireOneLine(1, "a length of 300 tokens is too short");
    needle("--lengths", "1M", "--memory", "16MiB")
        .requireOneLine(1, "1,048,576 tokens", "lower --lengths");
    // its own length is too short for the words of the prompt in bytes
    needle().requireOneLine(1, "a length of 256 tokens is too short");
  }

  @ParameterizedTest
  @CsvSource({
    "--lengths, 0, --lengths must be at least 1",
    "--depths, 1, depths must be at least 2",
    "--needles, 0, needles must be at least 1",
    "--needles, 101, at most 100",
    "--trials, 0, trials must be at least 1"
  })
  void bounds_are_the_command_line_s(String option, String value, String words) {
    needle(option, value).requireOneLine(2, words);
  }
}
