package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tiny models; no time is judged.
class BenchContextCommandTest {
  @TempDir private Path folder = Path.of("");

  private Invocation bench(String... words) {
    Object[] args = new Object[words.length + 6];
    args[0] = "bench";
    args[1] = "context";
    args[2] = "--model";
    args[3] = "yoco-tiny-swa";
    args[4] = "--folder";
    args[5] = folder;
    System.arraycopy(words, 0, args, 6, words.length);
    return Invocation.of(args);
  }

  @Test
  void a_row_says_what_saving_and_restoring_takes() {
    Invocation run =
        bench("--lengths", "256,1K", "--repetitions", "1", "--kv-dtype", "int8", "--json");
    run.requireDone();
    JsonNode document = new JsonMapper().readTree(run.out());
    assertThat(document.path("settings").path("kv_dtype").asString()).isEqualTo("int8");
    assertThat(document.path("rows")).hasSize(2);
    JsonNode row = document.path("rows").path(1);
    assertThat(row.path("length").asLong()).isEqualTo(1024);
    assertThat(row.path("bytes").asLong()).isPositive();
    for (String key : new String[] {"prefill_seconds", "save_seconds", "restore_seconds"}) {
      assertThat(row.path(key).asDouble()).as(key).isPositive();
    }
  }

  @Test
  void the_table_is_for_people() {
    Invocation run = bench("--lengths", "256", "--repetitions", "2");
    run.requireDone();
    assertThat(run.out())
        .contains("Contexts in files; medians of 2", "restored", "yoco-tiny-swa")
        .doesNotContain("bus");
  }

  @ParameterizedTest
  @CsvSource({
    "--lengths, 300, multiples of 256",
    "--repetitions, 0, '--repetitions must be at least 1, was 0'",
    "--kv-dtype, int3, 'kv-dtype must be model or int8, was int3'",
    "--folder, nowhere, '--folder must be a folder that can be written to, was nowhere'",
  })
  void nonsense_is_refused(String option, String value, String message) {
    Invocation.of("bench", "context", "--model", "yoco-tiny-swa", option, value)
        .requireOneLine(2, message);
  }
}
