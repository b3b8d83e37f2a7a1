package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EvalRecallCommandTest {
  @TempDir Path folder;

  private Path model() {
    Path model = folder.resolve("model");
    SavedModel.write(model, SavedModel.BYTE_TOKENS);
    return model;
  }

  @Test
  void a_table_a_map_and_a_document() throws IOException {
    Path out = folder.resolve("out");
    Invocation run =
        Invocation.of(
            "eval",
            "recall",
            "--model",
            model(),
            "--lengths",
            "64,2K",
            "--depths",
            3,
            "--trials",
            4,
            "--out",
            out);
    run.requireDone();
    assertThat(run.out()).contains("exact answers, %", "depth 50", "all depths", "2K");
    assertThat(Files.readAllBytes(out.resolve("recall.png"))).startsWith(0x89, 'P', 'N', 'G');
    JsonNode results =
        new JsonMapper().readTree(out.resolve("results.json").toFile()).path("results");
    assertThat(results.path("by_length").size()).isEqualTo(2);
    assertThat(results.path("cells").size()).isEqualTo(6);
    for (JsonNode cell : results.path("cells")) {
      assertThat(cell.path("trials").asInt()).isEqualTo(4);
      assertThat(cell.path("accuracy").asDouble()).isBetween(0.0, 1.0);
      assertThat(cell.path("nats_per_answer").asDouble()).isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--lengths 20 | more than the 19 it is to have",
        "--lengths 64 --depths 0 | depths must be at least 1, was 0",
        "--lengths 64 --trials 0 | trials must be at least 1, was 0",
        "--lengths 64 --pairs 0 | pairs must be at least 1, was 0"
      })
  void bad_numbers_are_one_line(String options, String message) {
    List<Object> words = new ArrayList<>(List.of("eval", "recall", "--model", model()));
    words.addAll(List.of(options.split(" ")));
    Invocation.of(words.toArray()).requireOneLine(2, message);
  }
}
