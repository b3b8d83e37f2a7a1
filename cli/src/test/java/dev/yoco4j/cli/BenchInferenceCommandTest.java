package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tiny models; no time is judged.
class BenchInferenceCommandTest {
  private static final List<String> PICTURES =
      List.of(
          "memory-breakdown.png",
          "memory.png",
          "kv-bytes-per-token.png",
          "prefill.png",
          "throughput.png");

  /// What scripts may rely on; keys may be added.
  private static final List<String> ROW =
      List.of(
          "length",
          "batch",
          "prefill_seconds",
          "decode_ms_per_token",
          "tokens_per_second",
          "peak_bytes",
          "weight_bytes",
          "kv_bytes",
          "state_bytes",
          "floor_prefill_seconds",
          "floor_decode_ms");

  @TempDir private Path folder = Path.of("");

  private static Invocation bench(Object... words) {
    Object[] args = new Object[words.length + 2];
    args[0] = "bench";
    args[1] = "inference";
    System.arraycopy(words, 0, args, 2, words.length);
    return Invocation.of(args);
  }

  @Test
  void a_run_leaves_its_numbers_its_pictures_and_a_page() throws IOException {
    Path out = folder.resolve("deep").resolve("out");
    Invocation run =
        bench(
            "--model",
            "yoco-tiny-gret,yoco-tiny-swa,transformer-tiny",
            "--lengths",
            "64,128,1048576M",
            "--batch-sizes",
            "1,2",
            "--dtype",
            "float32",
            "--repetitions",
            1,
            "--out",
            out,
            "--json");
    run.requireDone();
    JsonNode document = new JsonMapper().readTree(run.out());
    assertThat(new JsonMapper().readTree(Files.readString(out.resolve("results.json"))))
        .isEqualTo(document);
    requireSchema(document);
    requirePage(out);
    assertThat(run.err()).contains("skipped: yoco-tiny-gret in float32 at 1,048,576M: ");
  }

  private static void requireSchema(JsonNode document) {
    assertThat(document.path("machine").path("threads").asInt()).isPositive();
    assertThat(document.path("settings").path("interleaved").asBoolean()).isTrue();
    assertThat(document.path("rows")).hasSize(3 * 2 * 2);
    assertThat(document.path("rows"))
        .allSatisfy(row -> {
          assertThat(ROW).allSatisfy(key -> assertThat(row.path(key).isNumber()).as(key).isTrue());
          assertThat(row.path("model").asString()).endsWith("tiny" + suffix(row));
          assertThat(row.path("dtype").asString()).isEqualTo("float32");
          assertThat(row.path("device").asString()).isEqualTo("cpu");
          assertThat(row.path("prefill_seconds").asDouble()).isPositive();
          assertThat(row.path("floor_decode_ms").asDouble()).isPositive();
        });
    assertThat(document.path("ratios"))
        .hasSize(2 * 2)
        .allSatisfy(ratio -> {
          assertThat(ratio.path("transformer").asString()).isEqualTo("transformer-tiny");
          assertThat(ratio.path("kv_bytes_per_token").asDouble()).isEqualTo(4);
          assertThat(ratio.path("prefill").asDouble()).isPositive();
        });
    assertThat(document.path("skipped"))
        .hasSize(3)
        .allSatisfy(skipped -> {
          assertThat(skipped.path("length").asLong()).isEqualTo(1L << 40);
          assertThat(skipped.path("reason").asString()).isNotBlank();
        });
  }

  private static String suffix(JsonNode row) {
    String model = row.path("model").asString();
    return model.startsWith("yoco") ? model.substring("yoco-tiny".length()) : "";
  }

  /// Without fonts there are no pictures, and a line says so.
  private static void requirePage(Path out) throws IOException {
    String page = Files.readString(out.resolve("report.html"));
    assertThat(page)
        .contains("transformer-tiny", "a 3B on an H100", "71.8x", "Not measured")
        .doesNotContainPattern("(?i)https?:|url\\(|@import|<script|<link");
    if (Files.exists(out.resolve(PICTURES.getFirst()))) {
      for (String picture : PICTURES) {
        assertThat(ImageIO.read(out.resolve(picture).toFile()).getWidth()).isEqualTo(900);
      }
      assertThat(page.split("data:image/png;base64,", -1)).hasSize(PICTURES.size() + 1);
    }
  }

  @Test
  void a_model_folder_is_measured_and_printed_as_a_table() {
    Path model = folder.resolve("model");
    SavedModel.write(model, 300);
    Invocation run =
        bench("--model", model, "--lengths", 32, "--batch-sizes", 1, "--repetitions", 1);
    run.requireDone();
    assertThat(run.out())
        .contains("matrix product", "Prefill: ", "Generation ", "Memory: ", model.toString())
        .doesNotContain("How many times better");
  }

  @Test
  void where_everything_is_skipped_there_are_reasons_and_no_pictures() {
    Path out = folder.resolve("out");
    Invocation run =
        bench("--model", "yoco-tiny-swa", "--lengths", 64, "--limit-seconds", 1e-9, "--out", out);
    run.requireDone();
    assertThat(run.out()).contains("Not measured:\n  yoco-tiny-swa in ", " at 64: its prefill");
    assertThat(run.err()).contains("no pictures: nothing was measured");
    assertThat(out.resolve("report.html")).isNotEmptyFile();
    assertThat(out.resolve("prefill.png")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--model | yoco-1m | there is no preset and no folder yoco-1m; presets are transformer-1.4b",
        "--lengths | 1K,x | --lengths' (T): must be a number of tokens such as 4096, 64K or 1M",
        "--lengths | 0 | --lengths must be at least 1, was 0",
        "--batch-sizes | 0 | --batch-sizes: batch size must be at least 1, was 0",
        "--batch-sizes | some | --batch-sizes: batch size must be a number or max, was some",
        "--dtype | float16 | --dtype: dtype must be float32 or bfloat16, was float16",
        "--device | tpu | --device: device must be auto, cpu or cuda, was tpu",
        "--repetitions | 0 | --repetitions must be at least 1, was 0",
        "--limit-seconds | NaN | --limit-seconds must be above 0, was NaN",
      })
  void nonsense_is_one_line_before_anything_is_measured(
      String option, String value, String message) {
    bench(option, value).requireOneLine(2, message);
  }

  @Test
  void a_folder_that_is_no_model_and_one_that_cannot_be_written_are_named() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    bench("--model", empty).requireOneLine(1, empty + " is not a model folder");
    Path file = Files.writeString(folder.resolve("file"), "");
    bench("--out", file).requireOneLine(2, "--out: " + file + " is a file: give a folder");
    bench("--out", file.resolve("below")).requireOneLine(1, "--out: ", "can't be written");
  }
}
