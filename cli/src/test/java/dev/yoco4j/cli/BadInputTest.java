package dev.yoco4j.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Data, configurations and command lines that cannot work: one line, the right exit code, nothing
/// half-written.
class BadInputTest {
  private static final String YOCO =
      """
      {"model_type": "yoco", "vocab_size": 300, "hidden_size": 32, "intermediate_size": 48,
       "num_hidden_layers": 2, "num_self_decoder_layers": 1, "max_position_embeddings": 16,
       "self_decoder_attn": {"type": "swa", "num_heads": 2, "window_size": 8},
       "cross_decoder_attn": {"num_heads": 2}}
      """;

  @TempDir private Path folder = Path.of("");
  private Path text = Path.of("");
  private Path out = Path.of("");

  @BeforeEach
  void make() throws IOException {
    text = Files.writeString(folder.resolve("text.txt"), "the quick brown fox\n".repeat(50));
    out = folder.resolve("run");
  }

  private Invocation train(Object... words) {
    List<Object> args = new ArrayList<>(List.of("train", "--out", out, "--steps", 1));
    args.addAll(List.of(words));
    return Invocation.of(args.toArray());
  }

  private Invocation trainTiny(Object... words) {
    List<Object> args =
        new ArrayList<>(
            List.of("--preset", "yoco-tiny-gret", "--tokenizer", "bytes", "--sequence-length", 16));
    args.addAll(List.of("--validation-fraction", 0));
    args.addAll(List.of(words));
    if (!args.contains("--batch-size")) {
      args.addAll(List.of("--batch-size", 1));
    }
    return train(args.toArray());
  }

  @Test
  void data_that_is_not_there_leaves_nothing_behind() {
    Path missing = folder.resolve("missing.txt");
    trainTiny("--data", text, missing)
        .requireOneLine(1, missing + " does not exist", "give text files, folders");
    assertThat(out).doesNotExist();
    trainTiny().requireOneLine(2, "--data");
    assertThat(out).doesNotExist();
  }

  @Test
  void data_without_text_is_refused() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.txt"), "");
    trainTiny("--data", empty).requireOneLine(1, "no text in", empty, "give text files");
    Path nothing = Files.createDirectory(folder.resolve("nothing"));
    trainTiny("--data", nothing).requireOneLine(1, "no text in", nothing);
    Path binary = Files.write(folder.resolve("binary"), new byte[100]);
    trainTiny("--data", binary).requireOneLine(1, binary, "is not UTF-8 text");
    Invocation.requireNothingHalfWritten(out);
  }

  @Test
  void a_tokenizer_is_not_trained_on_nothing() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.txt"), "");
    train("--preset", "yoco-tiny-gret", "--data", empty).requireOneLine(1, "no text", empty);
    Invocation.of("tokenize", "train", "--data", empty, "--vocab-size", 300, "--out", out)
        .requireOneLine(1, "no text", empty);
    Invocation.requireNothingHalfWritten(out);
  }

  @Test
  void a_corpus_shorter_than_a_sequence_says_how_long_both_are() throws IOException {
    Files.writeString(text, "short");
    trainTiny("--data", text)
        .requireOneLine(1, "has 7 tokens", "a sequence of 16 needs 17", "shorter sequences");
    Invocation.requireNothingHalfWritten(out);
  }

  @Test
  void bytes_that_are_not_utf8_are_refused_with_file_and_offset_or_counted() throws IOException {
    Files.write(text, ("naïve ".repeat(30) + "text\n".repeat(100)).getBytes(ISO_8859_1));
    trainTiny("--data", text, "--strict").requireOneLine(1, text, "byte 2", "UTF-8");
    Invocation.requireNothingHalfWritten(out);
    Invocation replaced = trainTiny("--data", text);
    replaced.requireDone();
    assertThat(replaced.err()).contains("30 malformed places replaced by U+FFFD");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"hidden_size\": 32, | \"hidden_size\": 32, \"lr\": 1, | unknown key lr; known are",
        "\"num_heads\": 2, | \"num_heads\": 3, | self_decoder_attn.num_heads must divide hidden_size 32, was 3",
        "\"num_heads\": 2, | \"num_heads\": 32, | hidden_size / self_decoder_attn.num_heads must be even for rotary positions, was 1",
        "\"window_size\": 8 | \"window_size\": 0 | self_decoder_attn.window_size must be at least 1, was 0",
        "\"swa\" | \"gated_deltanet\" | self_decoder_attn.type must be gated_retention or swa, was gated_deltanet",
        "\"yoco\" | \"llama\" | model_type must be yoco or transformer, was llama",
        "\"vocab_size\" | vocab_size | is not JSON",
      })
  void a_configuration_that_cannot_be_is_refused(String part, String changed, String message)
      throws IOException {
    Path config = folder.resolve("config.json");
    Files.writeString(config, YOCO.replace(part.strip(), changed.strip()));
    train("--config", config, "--data", text).requireOneLine(1, config, message.strip());
    Path recipe = folder.resolve("recipe.json");
    Files.writeString(recipe, "{\"model\": " + Files.readString(config) + "}");
    train("--config", recipe, "--data", text).requireOneLine(1, recipe, message.strip());
    assertThat(out).doesNotExist();
  }

  @Test
  void a_configuration_that_cannot_be_read_is_named() throws IOException {
    Path missing = folder.resolve("missing.json");
    train("--config", missing, "--data", text)
        .requireOneLine(1, missing + " can't be read: there is no such file or folder");
    Path latin = Files.write(folder.resolve("latin.json"), "{\"ä\": 1}".getBytes(ISO_8859_1));
    train("--config", latin, "--data", text)
        .requireOneLine(1, latin + " can't be read: it is not UTF-8 text");
    Path empty = Files.writeString(folder.resolve("empty.json"), "");
    train("--config", empty, "--data", text).requireOneLine(1, empty, "must be a JSON object");
    assertThat(out).doesNotExist();
  }

  @Test
  void a_preset_that_is_not_there_is_answered_with_those_that_are() {
    train("--preset", "yoco-1m", "--data", text)
        .requireOneLine(2, "there is no preset yoco-1m", "yoco-tiny-gret", "transformer-13b");
    assertThat(out).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "--sequence-length, 0, sequence_length must be at least 1",
    "--batch-size, x, --batch-size",
    "--learning-rate, -1, learning_rate must be above 0",
    "--schedule, step, 'schedule must be linear, cosine or wsd, was step'",
    "--dtype, float16, 'dtype must be float32 or bfloat16, was float16'",
    "--validation-fraction, 1, validation_fraction must be at least 0 and below 1",
    "--data-bytes, 0, --data-bytes",
    "--save-every, 0, steps between checkpoints must be at least 1",
    "--keep, 0, checkpoints kept must be at least 1",
    "--stepz, 3, --stepz",
  })
  void an_option_with_nonsense_is_a_mistake_of_usage(String option, String value, String message) {
    train("--preset", "yoco-tiny-gret", "--data", text, option, value).requireOneLine(2, message);
    assertThat(out).doesNotExist();
  }

  @Test
  void options_that_exclude_each_other_are_a_mistake_of_usage() {
    train("--preset", "yoco-tiny-gret", "--config", text, "--data", text)
        .requireOneLine(2, "--preset and --config exclude each other");
    train("--preset", "yoco-tiny-gret", "--data", text, "--minutes", 1)
        .requireOneLine(2, "--steps");
    train("--data", text).requireOneLine(2, "--preset or --config is missing");
    Invocation.of("trian").requireOneLine(2, "trian");
    assertThat(out).doesNotExist();
  }

  @Test
  void a_run_that_memory_cannot_hold_says_what_it_needs_and_what_to_lower() {
    trainTiny("--data", text, "--batch-size", 1_000_000_000)
        .requireOneLine(1, "training needs about", "GiB", "lower --batch-size");
    Invocation.requireNothingHalfWritten(out);
  }
}
