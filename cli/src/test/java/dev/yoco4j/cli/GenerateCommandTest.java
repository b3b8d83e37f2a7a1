package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GenerateCommandTest {
  @TempDir static Path folder;

  private static String model = "";

  @BeforeAll
  static void save() {
    SavedModel.write(folder.resolve("model"), SavedModel.BYTE_TOKENS);
    model = folder.resolve("model").toString();
  }

  private static CommandRun generate(String... more) {
    return CommandRun.of(
        Stream.concat(Stream.of("generate", "--model", model), Stream.of(more))
            .toArray(String[]::new));
  }

  private static String text(String... more) {
    CommandRun run =
        generate(
            Stream.concat(Stream.of("--max-tokens", "24"), Stream.of(more)).toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).endsWith("\n");
    return run.out().substring(0, run.out().length() - 1);
  }

  @Test
  void the_same_seed_gives_the_same_text() {
    String text = text("--prompt", "class", "--seed", "1");
    assertThat(text).isNotEmpty();
    assertThat(text("--prompt", "class", "--seed", "1")).isEqualTo(text);
    assertThat(text("--prompt", "class", "--seed", "2")).isNotEqualTo(text);
  }

  @Test
  void temperature_zero_is_greedy_whatever_the_seed() {
    String text = text("--prompt", "class", "--temperature", "0", "--seed", "1");
    assertThat(text("--prompt", "class", "--temperature", "0", "--seed", "2")).isEqualTo(text);
    assertThat(text("--prompt", "class", "--top-k", "1", "--seed", "3")).isEqualTo(text);
  }

  @Test
  void a_stop_string_ends_the_text_before_it() {
    String text = text("--prompt", "class", "--seed", "1");
    String stop = text.substring(4, 6);
    assertThat(text("--prompt", "class", "--seed", "1", "--stop", "never comes", "--stop", stop))
        .isEqualTo(text.substring(0, text.indexOf(stop)));
  }

  @Test
  void a_prompt_comes_from_a_file_or_standard_input_too() throws IOException {
    String text = text("--prompt", "class é", "--seed", "1");
    Path file = Files.writeString(folder.resolve("prompt.txt"), "\uFEFFclass é\n");
    assertThat(text("--prompt-file", file.toString(), "--seed", "1")).isEqualTo(text);
    for (String option : new String[] {"--prompt", "--prompt-file"}) {
      CommandRun run =
          CommandRun.withInput(
              "class é",
              "generate",
              "--model",
              model,
              "--max-tokens",
              "24",
              "--seed",
              "1",
              option,
              "-");
      assertThat(run.out()).isEqualTo(text + "\n");
    }
  }

  @Test
  void a_prompt_is_never_taken_for_a_file_of_arguments() throws IOException {
    Path file = Files.writeString(folder.resolve("arguments"), "--no-such-option");
    assertThat(generate("--prompt", "@" + file).exitCode()).isZero();
  }

  @Test
  void standard_error_says_what_it_took() {
    assertThat(generate("--prompt", "class", "--seed", "5").errLines().getLast())
        .matches(
            "6 prompt tokens in \\d+\\.\\d\\d s, \\d+ tokens generated at \\d+\\.\\d ms each, ended by .*,"
                + " seed 5");
  }

  @Test
  void json_is_one_document_with_the_same_text() {
    CommandRun run = generate("--prompt", "class", "--seed", "1", "--max-tokens", "24", "--json");
    JsonNode document = new JsonMapper().readTree(run.out());
    assertThat(document.get("text").asString()).isEqualTo(text("--prompt", "class", "--seed", "1"));
    assertThat(document.get("prompt_tokens").asInt()).isEqualTo(6);
    assertThat(document.get("finish_reason").asString()).isIn("max_tokens", "end_token");
  }

  @Test
  void bfloat16_generates() {
    assertThat(text("--prompt", "class", "--seed", "1", "--dtype", "bfloat16")).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "--temperature, -1, at least 0",
    "--temperature, NaN, at least 0",
    "--top-k, -1, at least 0",
    "--top-p, 0, above 0",
    "--top-p, 1.5, at most 1",
    "--min-p, 2, at most 1",
    "--repetition-penalty, 0, above 0",
    "--max-tokens, -1, at least 0",
    "--max-tokens, many, many",
    "--seed, x, x",
    "--stop, '', empty",
    "--dtype, int8, float32 or bfloat16",
    "--prompt-file, also.txt, exclude",
    "--tempratur, 1, similar: --temperature",
  })
  void a_wrong_option_is_named_with_its_bound(String option, String value, String bound) {
    CommandRun run = generate("--prompt", "class", option, value);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.errLines()).singleElement().asString().contains(option).contains(bound);
  }

  @Test
  void a_prompt_and_a_model_must_be_given() {
    assertThat(generate())
        .isEqualTo(new CommandRun(2, "", "yoco: --prompt or --prompt-file is missing\n"));
    CommandRun run = CommandRun.of("generate", "--prompt", "x");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines()).singleElement().asString().contains("--model");
  }

  @Test
  void a_prompt_that_is_not_utf8_is_refused_with_file_and_byte() throws IOException {
    Path file = Files.write(folder.resolve("latin1.txt"), new byte[] {'a', 'b', (byte) 0xE9, 'c'});
    assertThat(generate("--prompt-file", file.toString()))
        .isEqualTo(new CommandRun(1, "", "yoco: " + file + " is not UTF-8: byte 2 is 0xE9\n"));
  }

  @Test
  void a_missing_model_is_one_line_and_debug_adds_the_trace() {
    String missing = folder.resolve("missing").toString();
    CommandRun run = CommandRun.of("generate", "--model", missing, "--prompt", "x");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.errLines()).singleElement().asString().contains(missing);
    CommandRun debugged = CommandRun.of("generate", "--model", missing, "--prompt", "x", "--debug");
    assertThat(debugged.exitCode()).isEqualTo(1);
    assertThat(debugged.err()).startsWith(run.err()).contains("\tat dev.yoco4j.");
  }

  @Test
  void a_tokenizer_of_another_model_is_refused() {
    Path small = folder.resolve("small");
    SavedModel.write(small, 100);
    CommandRun run = CommandRun.of("generate", "--model", small.toString(), "--prompt", "x");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errLines())
        .singleElement()
        .asString()
        .contains("tokenizer has 258 tokens, the model only 100");
  }
}
