package dev.yoco4j.inference.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yoco4j.inference.OutputFormat;
import dev.yoco4j.inference.engine.ByteTokens;
import dev.yoco4j.text.Cl100kTokenizer;
import dev.yoco4j.text.StreamingDecoder;
import dev.yoco4j.text.Tokenizer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenTrieTest {
  private static final Tokenizer WORDS = new Cl100kTokenizer();

  @Test
  void a_mask_is_what_each_token_alone_would_give() {
    TokenTrie trie = TokenTrie.of(WORDS, WORDS.vocabularySize());
    TextState state = TextState.before(SchemaCompiler.compile(SchemaCompilerTest.TREE));
    for (int token : WORDS.encode("{\"value\": 17, \"children\": [ {\"value\":-2")) {
      BitSet allowed = trie.allowed(state);
      for (int other = 0; other < WORDS.vocabularySize(); other += 7) {
        boolean fits =
            WORDS.bytes(other).orElseThrow().length > 0 && trie.after(state, other) != null;
        assertThat(allowed.get(other)).as("token %s", other).isEqualTo(fits);
      }
      assertThat(allowed.get(token)).isTrue();
      state = Objects.requireNonNull(trie.after(state, token));
    }
  }

  @Test
  void end_tokens_are_allowed_where_the_text_is_complete_and_nowhere_else() {
    ByteTokens bytes = new ByteTokens();
    TokenTrie trie = TokenTrie.of(bytes, ByteTokens.SIZE);
    ConstrainedText text =
        ConstrainedText.of(
                new OutputFormat.JsonSchema("{\"type\": \"integer\"}"),
                trie,
                Set.of(ByteTokens.END))
            .orElseThrow();
    float[] logits = new float[ByteTokens.SIZE];
    text.mask(logits);
    assertThat(logits[ByteTokens.END]).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(logits['-']).isZero();
    assertThat(logits['{']).isEqualTo(Float.NEGATIVE_INFINITY);
    text.add('7');
    float[] after = new float[ByteTokens.SIZE];
    text.mask(after);
    assertThat(after[ByteTokens.END]).isZero();
    assertThat(after[ByteTokens.BEGIN]).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(after['8']).isZero();
    assertThat(text.isOver()).isFalse();
  }

  @Test
  void tokens_without_bytes_of_their_own_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenTrie.of(new Neighbourly(), 4))
        .withMessageStartingWith("a format of the output needs a byte-level tokenizer");
  }

  /// Says nothing of its tokens' bytes.
  private record Neighbourly() implements Tokenizer {
    @Override
    public int vocabularySize() {
      return 4;
    }

    @Override
    public int[] encode(String text) {
      return new int[0];
    }

    @Override
    public String decode(int[] tokens) {
      return "";
    }

    @Override
    public StreamingDecoder streamingDecoder() {
      return new ByteTokens().streamingDecoder();
    }

    @Override
    public OptionalInt beginOfText() {
      return OptionalInt.empty();
    }

    @Override
    public OptionalInt endOfText() {
      return OptionalInt.empty();
    }

    @Override
    public OptionalInt tokenId(String special) {
      return OptionalInt.empty();
    }

    @Override
    public void save(Path folder) {
      throw new AssertionError("a fake is not saved");
    }
  }
}
