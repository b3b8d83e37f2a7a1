package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizeSyntheticCommandTest {
  @TempDir Path folder;

  private Invocation make(Path out, String options) {
    Object[] words = ("tokenize synthetic --out " + out + " " + options).split(" ");
    return Invocation.of(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"recall", "copy", "needle"})
  void a_kind_is_two_sets_that_a_seed_decides(String kind) throws IOException {
    String options = "--documents 12 --held-out 3 --length 600 --kind " + kind;
    make(folder.resolve("a"), options).requireDone();
    make(folder.resolve("b"), options).requireDone();
    make(folder.resolve("c"), options + " --seed 2").requireDone();
    byte[] tokens = Files.readAllBytes(folder.resolve("a/train.tokens"));
    assertThat(Files.readAllBytes(folder.resolve("b/train.tokens"))).isEqualTo(tokens);
    assertThat(Files.readAllBytes(folder.resolve("c/train.tokens"))).isNotEqualTo(tokens);
    assertThat(tokens.length).isGreaterThan(12 * 600);
    assertThat(folder.resolve("a/held-out.tokens")).exists();
  }

  /// The whole path: sets, a run, a longer context, what is recalled.
  @Test
  void a_run_trains_on_them_and_its_context_is_extended() throws IOException {
    Path run = folder.resolve("run");
    Path recipe = folder.resolve("recipe.json");
    Files.writeString(
        recipe,
        """
        {"model": {"model_type": "yoco", "vocab_size": 259, "hidden_size": 32, "intermediate_size": 64,
          "num_hidden_layers": 2, "max_position_embeddings": 64, "num_self_decoder_layers": 1,
          "self_decoder_attn": {"type": "gated_retention", "num_heads": 1, "rope_inv_freq": "yoco"},
          "cross_decoder_attn": {"num_heads": 2, "num_kv_heads": 1, "rope_inv_freq": "yoco"}},
         "tokenizer": "bytes", "sequence_length": 64, "batch_size": 4}
        """);
    make(folder.resolve("short"), "--kind recall --documents 60 --length 64 --pairs 5")
        .requireDone();
    make(folder.resolve("long"), "--kind recall --documents 20 --length 256").requireDone();
    Invocation.of(
            "train",
            "--config",
            recipe,
            "--data",
            folder.resolve("short/train.tokens"),
            "--out",
            run,
            "--steps",
            3,
            "--device",
            "cpu")
        .requireDone();
    Invocation.of(
            "train",
            "--resume",
            "--out",
            run,
            "--context",
            256,
            "--data",
            folder.resolve("long/train.tokens"),
            "--steps",
            2,
            "--device",
            "cpu")
        .requireDone();
    assertThat(Files.readString(run.resolve("metrics.jsonl")))
        .contains("extended", "\"context\":256");
    Invocation info = Invocation.of("info", "--model", run, "--json");
    info.requireDone();
    assertThat(info.out()).contains("256");
    Invocation.of("eval", "recall", "--model", run, "--lengths", "64,256", "--trials", 2)
        .requireDone();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--kind recall --documents 0 --length 64 | --documents must be at least 1, was 0",
        "--kind recall --documents 1 --length 2 | must be above 2",
        "--kind recall --documents 1 --length 64 --pairs 0 | pairs must be at least 1",
        "--kind recall --documents 1 --length 64 --pairs 40 | more than the 62 it is to have",
        "--kind recall --documents 1 --length 100K --pairs 5000 | pairs must be at most",
        "--kind copy --documents 1 --length 30 --words 9 | more than the 28 it is to have",
        "--kind needle --documents 1 --length 100 | more than the 98 it is to have"
      })
  void bad_numbers_are_one_line_and_leave_nothing(String options, String message) {
    Path out = folder.resolve("none");
    make(out, options).requireOneLine(2, message);
    assertThat(out).doesNotExist();
  }
}
