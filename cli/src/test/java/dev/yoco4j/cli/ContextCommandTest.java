package dev.yoco4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A long text is taken in once; what follows is the same as without the detour.
class ContextCommandTest {
  private static final String TEXT = "int size() { return size; } // été\n".repeat(40);
  private static final String QUESTION = "public class";

  @TempDir static Path folder;

  private static String model = "";
  private static String text = "";

  @BeforeAll
  static void save() throws IOException {
    SavedModel.write(folder.resolve("model"), SavedModel.BYTE_TOKENS);
    model = folder.resolve("model").toString();
    text = Files.writeString(folder.resolve("text.txt"), TEXT).toString();
  }

  private static CommandRun run(String command, String... more) {
    return CommandRun.of(
        Stream.of(Stream.of(command.split(" ")), Stream.of("--model", model), Stream.of(more))
            .flatMap(words -> words)
            .toArray(String[]::new));
  }

  private static CommandRun saved(Path file, String... more) {
    CommandRun run =
        run(
            "context save",
            Stream.concat(
                    Stream.of("--prompt-file", text, "--positions", "4K", "--out", file.toString()),
                    Stream.of(more))
                .toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "--dtype bfloat16", "--weights int8", "--kv-dtype int8", "--weights dense"})
  void the_text_is_the_same_as_without_the_detour(String options) {
    String[] more = options.isEmpty() ? new String[0] : options.split(" ");
    Path file = folder.resolve("context.past");
    CommandRun _ = saved(file, more);
    String straight =
        generated(more, "--prompt", TEXT.strip() + "\n" + QUESTION, "--positions", "4K");
    String detour = generated(more, "--context", file.toString(), "--prompt", "\n" + QUESTION);
    assertThat(detour).isEqualTo(straight);
  }

  private static String generated(String[] options, String... more) {
    CommandRun run =
        run(
            "generate",
            Stream.of(
                    Stream.of(options),
                    Stream.of("--temperature", "0", "--max-tokens", "40"),
                    Stream.of(more))
                .flatMap(words -> words)
                .toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.out();
  }

  @Test
  void only_the_prompt_is_taken_in_and_the_figures_say_so() {
    Path file = folder.resolve("figures.past");
    JsonNode saved = new JsonMapper().readTree(saved(file, "--json").out());
    int tokens = saved.get("tokens").asInt();
    assertThat(tokens).isEqualTo(1 + TEXT.strip().getBytes(UTF_8).length);
    assertThat(saved.get("bytes").asLong()).isPositive();
    CommandRun run = run("generate", "--context", file.toString(), "--prompt", QUESTION, "--json");
    JsonNode document = new JsonMapper().readTree(run.out());
    assertThat(document.get("context_tokens").asInt()).isEqualTo(tokens);
    assertThat(document.get("reused_tokens").asInt()).isEqualTo(tokens / 256 * 256);
    assertThat(document.get("prompt_tokens").asInt()).isEqualTo(tokens + QUESTION.length());
    CommandRun shown = CommandRun.of("context", "show", file.toString());
    assertThat(shown.out()).contains("1,4").contains("undamaged").contains("float32");
  }

  @Test
  void an_empty_prompt_goes_on_where_the_text_ends() {
    Path file = folder.resolve("empty.past");
    CommandRun _ = saved(file);
    CommandRun run = run("generate", "--context", file.toString(), "--prompt", "");
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  @Test
  void another_model_is_refused() {
    Path file = folder.resolve("foreign.past");
    CommandRun _ = saved(file);
    CommandRun run =
        run("generate", "--context", file.toString(), "--prompt", "x", "--dtype", "bfloat16");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("was made with another model")
        .contains("run it in float32")
        .hasLineCount(1);
  }

  @Test
  void damaged_and_foreign_files_are_refused_in_one_line() throws IOException {
    Path file = folder.resolve("cut.past");
    CommandRun _ = saved(file);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
    refused(file, "its header says");
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    refused(file, "checksum");
    refused(Path.of(text), "is not a saved context");
    refused(folder.resolve("nowhere.past"), "there is no such file");
  }

  private static void refused(Path file, String part) {
    CommandRun run = run("generate", "--context", file.toString(), "--prompt", "x");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isBlank();
    assertThat(run.err()).contains(file.toString()).contains(part).hasLineCount(1);
  }

  @Test
  void what_does_not_fit_is_refused_with_the_numbers_and_the_remedy() {
    CommandRun longer =
        run("context save", "--prompt-file", text, "--out", folder.resolve("x.past").toString());
    assertThat(longer.exitCode()).isEqualTo(1);
    assertThat(longer.err()).contains("of 256 positions").contains("--positions").hasLineCount(1);
    CommandRun memory = run("generate", "--prompt", TEXT, "--positions", "1M", "--memory", "1MiB");
    assertThat(memory.exitCode()).isEqualTo(1);
    assertThat(memory.err()).contains("--memory").hasLineCount(1);
    CommandRun out = run("context save", "--prompt", "x", "--out", "/no/such/folder/x.past");
    assertThat(out.exitCode()).isEqualTo(2);
    assertThat(out.err()).contains("--out must be a file in a folder that is there");
  }
}
