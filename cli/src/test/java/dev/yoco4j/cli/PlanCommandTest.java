package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.testkit.CudaTest;
import dev.yoco4j.torch.cuda.CudaMemory;
import dev.yoco4j.torch.cuda.CudaStatus;
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

class PlanCommandTest {
  private static final long GIB = 1L << 30;

  @TempDir private Path folder = Path.of("");

  private static Invocation plan(Object... words) {
    List<Object> args = new ArrayList<>(List.of("plan"));
    args.addAll(List.of(words));
    return Invocation.of(args.toArray());
  }

  private static JsonNode json(Object... words) {
    List<Object> args = new ArrayList<>(List.of(words));
    args.add("--json");
    Invocation run = plan(args.toArray());
    run.requireDone();
    assertThat(run.err()).isEmpty();
    return new JsonMapper().readTree(run.out());
  }

  @Test
  void the_3b_at_a_million_tokens_keeps_4_kib_a_token_and_a_constant_state() {
    JsonNode plan = json("--preset", "yoco-3b-gret", "--context", 1_048_576, "--memory", "16GiB");
    assertThat(plan.path("context").asLong()).isEqualTo(1_048_576);
    assertThat(plan.path("dtype").asString()).isEqualTo("bfloat16");
    assertThat(plan.path("memory_bytes").asLong()).isEqualTo(16 * GIB);
    assertThat(plan.path("bytes_per_token").asLong()).isEqualTo(4096);
    assertThat(plan.path("kv_bytes").asLong()).isEqualTo(4 * GIB);
    assertThat(plan.path("state_bytes").asLong()).isEqualTo(13L * 24 * 128 * 128 * 4);
    assertThat(plan.path("weight_bytes").asLong()).isEqualTo(2 * plan.path("parameters").asLong());
    assertThat(plan.path("fits").asBoolean()).isTrue();
    assertThat(plan.has("would_fit_with")).isFalse();
    JsonNode transformer = plan.path("transformer");
    assertThat(transformer.path("name").asString()).isEqualTo("transformer-3b");
    assertThat(transformer.path("kv_bytes").asLong()).isEqualTo(26 * 4 * GIB);
    assertThat(transformer.path("state_bytes").asLong(-1)).isZero();
    assertThat(transformer.path("fits").asBoolean()).isFalse();
  }

  @Test
  void a_plan_is_for_the_memory_of_a_device() {
    JsonNode plan =
        json("--preset", "yoco-3b-gret", "--context", "1M", "--memory", "16GiB", "--device", "cpu");
    assertThat(plan.path("device").asString()).isEqualTo("cpu");
    assertThat(plan.path("prefill_segment").asInt()).isEqualTo(512);
    if (CudaStatus.get() instanceof CudaStatus.Unusable(String reason)) {
      plan("--preset", "yoco-3b-gret", "--context", "1M", "--device", "cuda")
          .requireOneLine(1, "device cuda can't be used: " + reason);
    }
  }

  @Test
  @CudaTest
  void a_plan_for_a_gpu_is_for_what_is_free_there() {
    JsonNode plan = json("--preset", "yoco-160m-gret", "--context", "64K", "--device", "cuda");
    assertThat(plan.path("device").asString()).isEqualTo("cuda");
    assertThat(plan.path("memory_bytes").asLong()).isBetween(GIB, CudaMemory.totalBytes());
    plan("--preset", "yoco-160m-gret", "--context", "64K", "--device", "cuda", "--weights", "int8")
        .requireOneLine(2, "--weights: weights can be int8 on the CPU only");
  }

  @Test
  void parts_add_up() {
    JsonNode plan = json("--preset", "yoco-160m-swa", "--context", "64K", "--batch", 3);
    for (JsonNode each : List.of(plan, plan.path("transformer"))) {
      assertThat(each.path("total_bytes").asLong())
          .isEqualTo(
              each.path("weight_bytes").asLong()
                  + each.path("kv_bytes").asLong()
                  + each.path("kv_room_bytes").asLong()
                  + each.path("state_bytes").asLong()
                  + each.path("activation_bytes").asLong());
      assertThat(each.path("kv_bytes").asLong())
          .isEqualTo(3 * 65_536 * each.path("bytes_per_token").asLong());
      long parts =
          each.path("weight_bytes_by_part").valueStream().mapToLong(JsonNode::asLong).sum();
      assertThat(parts).isEqualTo(each.path("weight_bytes").asLong());
    }
  }

  @Test
  void suffixes_and_numbers_mean_the_same() {
    assertThat(json("--preset", "yoco-tiny-gret", "--context", "1M", "--memory", "1G"))
        .isEqualTo(
            json("--preset", "yoco-tiny-gret", "--context", 1_048_576, "--memory", 1_073_741_824));
  }

  @Test
  void the_longest_context_fits_and_one_token_more_does_not() {
    Object[] words = {"--preset", "yoco-3b-gret", "--memory", "16GiB", "--weights", "int4"};
    long longest = at(1, words).path("longest_context").asLong();
    assertThat(longest).isGreaterThan(1 << 20);
    assertThat(at(longest, words).path("fits").asBoolean()).isTrue();
    assertThat(at(longest + 1, words).path("fits").asBoolean()).isFalse();
  }

  private static JsonNode at(long context, Object... words) {
    List<Object> args = new ArrayList<>(List.of(words));
    args.addAll(List.of("--context", context));
    return json(args.toArray());
  }

  @Test
  void what_would_make_it_fit_does() {
    List<Object> words =
        List.of(
            "--preset",
            "yoco-3b-gret",
            "--context",
            "1M",
            "--memory",
            "11GiB",
            "--batch",
            2,
            "--dtype",
            "float32",
            "--weights",
            "int8");
    JsonNode plan = json(words.toArray());
    assertThat(plan.path("fits").asBoolean(true)).isFalse();
    List<String> options =
        plan.path("would_fit_with").valueStream().map(JsonNode::asString).toList();
    assertThat(options).extracting(o -> o.split(" ", 2)[0]).contains("--context", "--memory");
    for (String option : options) {
      List<Object> changed = new ArrayList<>(words);
      String[] parts = option.split(" ", 2);
      int at = changed.indexOf(parts[0]);
      if (at >= 0) {
        changed.set(at + 1, parts[1]);
      } else {
        changed.addAll(List.of(parts));
      }
      assertThat(json(changed.toArray()).path("fits").asBoolean()).as(option).isTrue();
    }
  }

  @Test
  void people_get_a_table_and_a_verdict() {
    Invocation fits = plan("--preset", "yoco-3b-gret", "--context", "1M", "--memory", "16GiB");
    fits.requireDone();
    assertThat(fits.out())
        .contains("beside transformer-3b", "26.0x", "4.00 GiB", "104 GiB", "It fits: ")
        .doesNotContain("null");
    Invocation short_ = plan("--preset", "yoco-3b-gret", "--context", "1M", "--memory", "8GiB");
    short_.requireDone();
    assertThat(short_.out())
        .contains("It does not fit: ", "--context ", "--weights int4", "--memory ");
  }

  @Test
  void a_folder_is_planned_from_its_configuration_alone() throws IOException {
    SavedModel.write(folder, 300);
    try (var files = Files.newDirectoryStream(folder, "*.safetensors")) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    JsonNode plan = json("--model", folder, "--context", "1K");
    assertThat(plan.path("dtype").asString()).isEqualTo("float32");
    assertThat(plan.path("bytes_per_token").asLong()).isEqualTo(2 * 2 * 16 * 4);
    assertThat(plan.path("transformer").path("name").asString()).isEqualTo("transformer-tiny");
  }

  @Test
  void a_transformer_is_compared_with_the_yoco_of_its_size() {
    JsonNode plan = json("--preset", "transformer-3b", "--context", "1M");
    assertThat(plan.has("transformer")).isFalse();
    assertThat(plan.path("yoco").path("name").asString()).isEqualTo("yoco-3b-gret");
    assertThat(plan("--preset", "transformer-3b", "--context", "1M").out())
        .contains("104 GiB       4.00 GiB   26.0x");
  }

  @Test
  void a_transformer_of_another_shape_is_shown_alone() throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"model_type": "transformer", "vocab_size": 300, "hidden_size": 32, "num_heads": 2,
         "intermediate_size": 48, "num_hidden_layers": 2, "max_position_embeddings": 16}
        """);
    JsonNode plan = json("--model", folder, "--context", "1K");
    assertThat(plan.has("transformer")).isFalse();
    assertThat(plan.has("yoco")).isFalse();
    assertThat(plan("--model", folder, "--context", "1K").out()).contains("shown alone");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--preset yoco-1m --context 1K | there is no preset yoco-1m; presets are",
        "--context 1K | --model or --preset is missing",
        "--preset yoco-3b-gret --model x --context 1K | --model and --preset exclude each other",
        "--preset yoco-3b-gret | --context",
        "--preset yoco-3b-gret --context 0 | --context must be at least 1 and at most",
        "--preset yoco-3b-gret --context 2G | --context must be at least 1 and at most",
        "--preset yoco-3b-gret --context many | must be a number of tokens such as",
        "--preset yoco-3b-gret --context 1K --batch 0 | --batch must be at least 1",
        "--preset yoco-3b-gret --context 1K --memory 16GB | must be an amount of memory such as",
        "--preset yoco-3b-gret --context 1K --memory 0 | --memory must be at least 1",
        "--preset yoco-3b-gret --context 1K --dtype float16 | dtype must be float32 or bfloat16",
        "--preset yoco-3b-gret --context 1K --weights int2 | weights must be one of dense, packed, int8, int4",
        "--preset yoco-3b-gret --context 1K --kv-dtype fp8 | kv-dtype must be model",
      })
  void nonsense_is_a_mistake_of_usage(String words, String message) {
    plan((Object[]) words.split(" ", -1)).requireOneLine(2, message);
  }

  @Test
  void a_folder_without_a_model_is_named() {
    plan("--model", folder.resolve("none"), "--context", "1K")
        .requireOneLine(1, folder, "is not a model folder");
  }
}
