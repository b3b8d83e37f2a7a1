package dev.yoco4j.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for every tokenizer.
@TestInstance(Lifecycle.PER_CLASS)
class TokenizerLawsTest {
  private static final int CASES = 300;

  private List<Tokenizer> tokenizers = List.of();

  List<Tokenizer> tokenizers() {
    return tokenizers;
  }

  @BeforeAll
  void create(@TempDir Path folder) throws IOException {
    tokenizers =
        List.of(
            new ByteTokenizer(),
            new Cl100kTokenizer(),
            SampleTokenizers.trained(folder),
            SampleTokenizers.llama(folder));
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void what_is_encoded_and_decoded_is_the_text(Tokenizer tokenizer) {
    texts().forEach(text -> assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text));
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void every_id_is_in_the_vocabulary_and_none_is_special(Tokenizer tokenizer) {
    int[] specials =
        Stream.of(
                "<s>", "</s>", "<pad>", "<unk>", "<|endoftext|>", "<|end_of_text|>", "<|im_start|>")
            .map(tokenizer::tokenId)
            .flatMapToInt(id -> id.stream())
            .toArray();
    assertThat(specials).isNotEmpty();
    texts()
        .map(tokenizer::encode)
        .forEach(tokens -> {
          assertThat(tokens).doesNotContain(specials);
          assertThat(Arrays.stream(tokens))
              .allMatch(id -> id >= 0 && id < tokenizer.vocabularySize());
        });
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void streamed_text_is_decoded_text(Tokenizer tokenizer) {
    texts().map(tokenizer::encode).forEach(tokens -> assertStreamed(tokenizer, tokens));
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void streamed_nonsense_is_decoded_nonsense(Tokenizer tokenizer) {
    var random = new Random(2);
    int bytes = Math.min(300, tokenizer.vocabularySize()); // single bytes are here in all of them
    for (int i = 0; i < 10 * CASES; i++) {
      int bound = i % 2 == 0 ? bytes : tokenizer.vocabularySize();
      assertStreamed(tokenizer, random.ints(random.nextInt(12), 0, bound).toArray());
    }
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void a_stream_gives_no_half_characters(Tokenizer tokenizer) {
    StreamingDecoder decoder = tokenizer.streamingDecoder();
    for (int token : tokenizer.encode("日本語 👨‍👩‍👧 é 𝔘 Ⅷ ไทย")) {
      assertThat(decoder.next(token)).doesNotContain("\uFFFD").matches(this::isWellFormed);
    }
    assertThat(decoder.finish()).doesNotContain("\uFFFD");
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void a_stream_that_ends_within_a_character_says_so(Tokenizer tokenizer) {
    int[] tokens = tokenizer.encode("a\uD800\uDF80");
    assertThat(tokens).hasSizeGreaterThan(2);
    int[] cut = Arrays.copyOf(tokens, tokens.length - 1);
    assertStreamed(tokenizer, cut);
    assertThat(tokenizer.decode(cut)).startsWith("a\uFFFD");
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void special_tokens_have_no_text(Tokenizer tokenizer) {
    int[] tokens = {
      tokenizer.beginOfText().orElseThrow(),
      tokenizer.encode("a")[0],
      tokenizer.endOfText().orElseThrow()
    };
    assertThat(tokenizer.decode(tokens).strip()).isIn("a", ""); // "a" may be a space and then an a
    assertStreamed(tokenizer, tokens);
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void threads_do_not_disturb_each_other(Tokenizer tokenizer) {
    List<String> texts = texts().toList();
    List<int[]> alone = texts.stream().map(tokenizer::encode).toList();
    List<int[]> together = texts.parallelStream().map(tokenizer::encode).toList();
    assertThat(together).usingElementComparator(Arrays::compare).isEqualTo(alone);
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void a_surrogate_without_partner_is_a_replacement_character(Tokenizer tokenizer) {
    assertThat(tokenizer.decode(tokenizer.encode("a\uD83D 👍 \uDC4D")))
        .isEqualTo("a\uFFFD 👍 \uFFFD");
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void ids_outside_the_vocabulary_are_refused(Tokenizer tokenizer) {
    int size = tokenizer.vocabularySize();
    for (int token : new int[] {-1, size, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tokenizer.decode(new int[] {token}))
          .withMessage("token must be at least 0 and below %d, was %d", size, token);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tokenizer.streamingDecoder().next(token));
    }
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void what_is_saved_and_loaded_is_the_tokenizer(Tokenizer tokenizer, @TempDir Path folder) {
    tokenizer.save(folder.resolve("new"));
    Tokenizer loaded = Tokenizers.load(folder.resolve("new"));
    assertThat(loaded).hasSameClassAs(tokenizer);
    assertThat(loaded.vocabularySize()).isEqualTo(tokenizer.vocabularySize());
    assertThat(loaded.beginOfText()).isEqualTo(tokenizer.beginOfText());
    assertThat(loaded.endOfText()).isEqualTo(tokenizer.endOfText());
    texts().forEach(text -> assertThat(loaded.encode(text)).isEqualTo(tokenizer.encode(text)));
  }

  @ParameterizedTest
  @MethodSource("tokenizers")
  void the_tokenizer_that_was_saved_last_is_the_one_that_comes_back(
      Tokenizer last, @TempDir Path folder) {
    for (Tokenizer tokenizer : tokenizers) {
      tokenizer.save(folder);
      last.save(folder);
      assertThat(Tokenizers.load(folder).vocabularySize()).isEqualTo(last.vocabularySize());
    }
  }

  private static Stream<String> texts() {
    var random = new RandomText(3);
    return IntStream.range(0, CASES).mapToObj(i -> random.next(i % 30));
  }

  private static void assertStreamed(Tokenizer tokenizer, int[] tokens) {
    StreamingDecoder decoder = tokenizer.streamingDecoder();
    var text = new StringBuilder();
    for (int token : tokens) {
      text.append(decoder.next(token));
    }
    text.append(decoder.finish());
    assertThat(text.toString())
        .as(() -> Arrays.toString(tokens))
        .isEqualTo(tokenizer.decode(tokens));
  }

  private boolean isWellFormed(String text) {
    return text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
  }
}
