package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A tiny model behind real servers; no time is judged.
class BenchServeCommandTest {
  private static final List<String> TIMES =
      List.of("first_token_seconds", "gap_seconds", "request_seconds");

  @TempDir static Path model;

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void write() {
    SavedModel.write(model, SavedModel.BYTE_TOKENS);
  }

  private static Invocation bench(Object... words) {
    return Invocation.of(
        Stream.concat(Stream.of("bench", "serve", "--model", model), Stream.of(words)).toArray());
  }

  private static Invocation small(Object... words) {
    Object[] load = {
      "--streams",
      "1,3",
      "--batch-size",
      "1,4",
      "--requests",
      3,
      "--prompt-tokens",
      20,
      "--max-tokens",
      12,
      "--context",
      "1K",
      "--long-prompt",
      "2K",
      "--repetitions",
      1
    };
    return bench(Stream.concat(Stream.of(load), Stream.of(words)).toArray());
  }

  @Test
  void a_run_leaves_its_numbers() throws IOException {
    Path out = folder.resolve("deep").resolve("out");
    Invocation run = small("--out", out, "--json");
    run.requireDone();
    JsonNode document = new JsonMapper().readTree(run.out());
    assertThat(new JsonMapper().readTree(Files.readString(out.resolve("results.json"))))
        .isEqualTo(document);
    assertThat(document.path("machine").path("threads").asInt()).isPositive();
    assertThat(document.path("rows")).hasSize(2 * 2).allSatisfy(this::requireRow);
    JsonNode context = document.path("context");
    assertThat(context.path("tokens").asInt()).isBetween(900, 1150);
    assertThat(context.path("cached_tokens").asInt())
        .isBetween(context.path("tokens").asInt() - 64, context.path("tokens").asInt());
    assertThat(context.path("shared_over_sent").asDouble()).isPositive();
    JsonNode prefill = document.path("prefill");
    assertThat(prefill.path("prompt_tokens").asInt()).isEqualTo(2048);
    assertThat(prefill.at("/gap_before_seconds/count").asInt()).isPositive();
    assertThat(prefill.at("/gap_during_seconds/greatest").asDouble()).isPositive();
    assertThat(run.err()).contains("1 of 6", "1 streams, 1 at once");
  }

  private void requireRow(JsonNode row) {
    assertThat(row.path("streams").asInt()).isIn(1, 3);
    assertThat(row.path("batch_size").asInt()).isIn(1, 4);
    assertThat(row.at("/tokens_per_second/median").asDouble()).isPositive();
    assertThat(TIMES)
        .allSatisfy(time -> {
          JsonNode times = row.path(time);
          assertThat(times.path("count").asInt()).isPositive();
          assertThat(times.path("p50").asDouble())
              .isPositive()
              .isLessThanOrEqualTo(times.path("p99").asDouble());
        });
  }

  @Test
  void without_json_there_is_a_table() {
    Invocation run = small();
    run.requireDone();
    assertThat(run.out())
        .contains("streams   at once   tokens/s", "taken in once", "were in memory", "gaps while");
  }

  @Test
  void mixed_load_ends_as_it_should_and_tells_of_memory() {
    Invocation run = bench("--soak", 0.05, "--clients", 4, "--positions", "2K", "--json");
    run.requireDone();
    JsonNode document = new JsonMapper().readTree(run.out());
    assertThat(document.path("passed").asBoolean()).isTrue();
    assertThat(document.path("failures")).isEmpty();
    assertThat(document.at("/visits/malformed").asInt()).isPositive();
    assertThat(document.at("/trends/resident_bytes/last_third").isNumber()).isTrue();
    assertThat(document.at("/end/running").asInt()).isZero();
    assertThat(document.at("/end/reserved_bytes").asInt()).isZero();
    assertThat(document.path("samples")).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--streams | 1,x | --streams",
        "--streams | 0 | --streams must be at least 1, was 0",
        "--batch-size | 0 | --batch-size must be at least 1, was 0",
        "--requests | 0 | --requests must be at least 1, was 0",
        "--prompt-tokens | 0 | --prompt-tokens must be at least 1, was 0",
        "--max-tokens | 1G | --max-tokens must be at most 16777216, was 1073741824",
        "--context | some | --context': must be a number of tokens such as 4096, 64K or 1M",
        "--long-prompt | 0 | --long-prompt must be at least 1, was 0",
        "--repetitions | 0 | --repetitions must be at least 1, was 0",
        "--soak | 0 | --soak must be above 0 and at most 10080 minutes, was 0.0",
        "--soak | NaN | --soak must be above 0",
        "--clients | 0 | --clients must be at least 1 and at most 1000, was 0",
        "--positions | 100 | --positions must be at least 1024, was 100",
        "--device | tpu | --device: device must be auto, cpu or cuda, was tpu",
      })
  void nonsense_is_one_line_before_anything_is_measured(
      String option, String value, String message) {
    bench(option, value).requireOneLine(2, message);
  }

  @Test
  void what_does_not_fit_into_memory_is_one_line() {
    small("--memory", "1KiB").requireOneLine(1, "raise --memory");
  }

  @Test
  void a_folder_that_is_no_model_is_named() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Invocation.of("bench", "serve", "--model", empty)
        .requireOneLine(1, empty + " is not a model folder");
    Invocation.of("bench", "serve").requireOneLine(2, "--model");
  }
}
