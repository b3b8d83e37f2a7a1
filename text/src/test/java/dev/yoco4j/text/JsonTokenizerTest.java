package dev.yoco4j.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTokenizerTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void names_of_special_tokens_are_ordinary_text_even_if_they_are_pieces() throws IOException {
    var tokenizer = SampleTokenizers.unigram(folder);
    assertThat(tokenizer.encode("a</s>")).containsExactly(6, 2, 3, 4, 5);
    assertThat(tokenizer.decode(new int[] {6, 1, 4})).contains("a", "s").doesNotContain("</s>");
  }

  @Test
  void names_of_special_tokens_are_ordinary_text_even_if_merges_make_them() throws IOException {
    var tokenizer =
        SampleTokenizers.load(
            folder,
            """
            {"added_tokens": [{"id": 2, "content": "ab", "special": true, %s}],
             "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2, "aba": 3},
                       "merges": [["a", "b"], ["ab", "a"]]}}
            """
                .formatted(SampleTokenizers.FLAGS));
    assertThat(tokenizer.encode("aba")).containsExactly(0, 1, 0);
  }

  @Test
  void added_tokens_that_are_not_special_are_read_in_text() throws IOException {
    var tokenizer =
        SampleTokenizers.load(
            folder,
            """
            {"added_tokens": [{"id": 2, "content": "<x>", "special": true, %1$s},
                              {"id": 3, "content": "<y>", "special": false, %1$s}],
             "model": {"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": []}}
            """
                .formatted(SampleTokenizers.FLAGS));
    assertThat(tokenizer.encode("a<y>b")).containsExactly(0, 3, 1);
    assertThat(tokenizer.tokenId("<x>")).hasValue(2);
    assertThat(tokenizer.tokenId("<y>")).hasValue(3);
    assertThat(tokenizer.vocabularySize()).isEqualTo(4);
  }

  @Test
  void no_text_is_cut_short_and_nothing_is_added() throws IOException {
    var tokenizer =
        SampleTokenizers.load(
            folder,
            """
            {"truncation": {"direction": "Right", "max_length": 2, "strategy": "LongestFirst",
                            "stride": 0},
             "padding": {"strategy": {"Fixed": 9}, "direction": "Right", "pad_to_multiple_of": null,
                         "pad_id": 0, "pad_type_id": 0, "pad_token": "a"},
             "added_tokens": [{"id": 1, "content": "<s>", "special": true, %s}],
             "post_processor": {"type": "TemplateProcessing",
                "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}},
                           {"Sequence": {"id": "A", "type_id": 0}}],
                "pair": [{"Sequence": {"id": "A", "type_id": 0}},
                         {"Sequence": {"id": "B", "type_id": 1}}],
                "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}}},
             "model": {"type": "BPE", "vocab": {"a": 0}, "merges": []}}
            """
                .formatted(SampleTokenizers.FLAGS));
    assertThat(tokenizer.encode("a".repeat(600))).hasSize(600).containsOnly(0);
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"bos_token\": \"<|im_start|>\", \"eos_token\": {\"content\": \"<|im_end|>\"}}', 2, 3",
    "'{\"bos_token\": null, \"eos_token\": \"<|im_end|>\"}', , 3",
    "'{\"eos_token\": \"not in the vocabulary\"}', 0, 1",
    "'{}', 0, 1"
  })
  void the_configuration_names_the_document_tokens(String config, Integer begin, Integer end)
      throws IOException {
    SampleTokenizers.vocabulary().save(folder);
    Files.writeString(folder.resolve("tokenizer_config.json"), config);
    var tokenizer = JsonTokenizer.load(folder.resolve("tokenizer.json"));
    assertThat(tokenizer.beginOfText())
        .isEqualTo(begin == null ? OptionalInt.empty() : OptionalInt.of(begin));
    assertThat(tokenizer.endOfText()).hasValue(end);
  }

  @Test
  void document_tokens_can_be_given() {
    SampleTokenizers.vocabulary().save(folder);
    Path file = folder.resolve("tokenizer.json");
    assertThat(JsonTokenizer.load(file, DocumentTokens.of(2, 3)).endOfText()).hasValue(3);
    var none = new DocumentTokens(OptionalInt.empty(), OptionalInt.empty());
    assertThat(JsonTokenizer.load(file, none).endOfText()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JsonTokenizer.load(file, DocumentTokens.of(0, 700)))
        .withMessage("end of text must be at least 0 and below 700, was 700");
  }

  @Test
  void a_missing_file_is_named() {
    Path file = folder.resolve("tokenizer.json");
    assertThatExceptionOfType(CorruptTokenizerException.class)
        .isThrownBy(() -> JsonTokenizer.load(file))
        .withMessage(file + ": there is no such file")
        .matches(e -> e.path().equals(file));
  }

  @Test
  void a_file_that_is_cut_short_anywhere_is_named() throws IOException {
    new ByteTokenizer().save(folder);
    Path file = folder.resolve("tokenizer.json");
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length - 1; length += 97) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertCorrupt(file, "");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[1]; is not a JSON object",
        "{}; has no vocabulary",
        "{'model': {'vocab': {}}}; has no vocabulary",
        "{'model': {'vocab': {'a': 'x'}}}; token a has the id \"x\"",
        "{'model': {'vocab': {'a': -1}}}; token a has the id -1",
        "{'model': {'vocab': {'a': 2000000000}}}; token a has the id 2000000000",
        "{'model': {'vocab': {'a': 0}}, 'added_tokens': [{}]}; has the id",
        "{'model': {'vocab': {'a': 0}}}; is not a tokenizer",
        "{'model': {'type': 'BPE', 'vocab': {'a': 0}, 'merges': ['a b']}}; is not a tokenizer",
        "{'model': {'type': 'New', 'vocab': {'a': 0}}}; is not a tokenizer",
      })
  void a_file_that_is_no_tokenizer_is_named(String json, String reason) throws IOException {
    Path file = folder.resolve("tokenizer.json");
    Files.writeString(file, json.replace('\'', '"'));
    assertCorrupt(file, reason);
  }

  @Test
  void a_damaged_configuration_is_named() throws IOException {
    SampleTokenizers.vocabulary().save(folder);
    Path config = Files.writeString(folder.resolve("tokenizer_config.json"), "{\"bos_token\": ");
    assertThatExceptionOfType(CorruptTokenizerException.class)
        .isThrownBy(() -> JsonTokenizer.load(folder.resolve("tokenizer.json")))
        .withMessageContaining("is not JSON, or not all of it: line 1: ")
        .matches(e -> e.path().equals(config));
  }

  @Test
  void a_text_that_the_vocabulary_cannot_spell_is_the_file_s_fault() throws IOException {
    var tokenizer =
        SampleTokenizers.load(
            folder, "{\"model\":{\"type\":\"WordLevel\",\"vocab\":{\"a\":0},\"unk_token\":\"?\"}}");
    assertThatExceptionOfType(CorruptTokenizerException.class)
        .isThrownBy(() -> tokenizer.encode("b"))
        .withMessageContaining("has no tokens for a text");
  }

  private static void assertCorrupt(Path file, String reason) {
    assertThatExceptionOfType(CorruptTokenizerException.class)
        .isThrownBy(() -> JsonTokenizer.load(file))
        .withMessageStartingWith(file + ": ")
        .withMessageContaining(reason);
  }
}
