package dev.yoco4j.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.text.bpe.BpeVocabulary;
import dev.yoco4j.text.bpe.PreTokenizer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainedTokenizerTest {
  @Test
  void tokens_are_what_applying_the_merges_in_order_gives(@TempDir Path folder) {
    BpeVocabulary vocabulary = SampleTokenizers.vocabulary();
    JsonTokenizer tokenizer = SampleTokenizers.trained(folder);
    var random = new RandomText(10);
    for (int i = 0; i < 40; i++) {
      String text = random.next(20);
      List<Integer> expected = new ArrayList<>();
      PreTokenizer.split(
          text, (start, end) -> expected.addAll(merged(vocabulary, text.substring(start, end))));
      assertThat(tokenizer.encode(text))
          .containsExactly(expected.stream().mapToInt(t -> t).toArray());
    }
  }

  @Test
  void ids_of_special_tokens_are_fixed(@TempDir Path folder) {
    JsonTokenizer tokenizer = SampleTokenizers.trained(folder);
    assertThat(tokenizer.beginOfText()).hasValue(0);
    assertThat(tokenizer.endOfText()).hasValue(1);
    assertThat(tokenizer.tokenId("<|im_start|>")).hasValue(2);
    assertThat(tokenizer.tokenId("<|im_end|>")).hasValue(3);
    assertThat(tokenizer.encode("\0")).containsExactly(4);
    assertThat(tokenizer.vocabularySize()).isEqualTo(700);
  }

  /// The definition: every merge, in the order of training, wherever its pair stands.
  private static List<Integer> merged(BpeVocabulary vocabulary, String piece) {
    List<Integer> tokens = new ArrayList<>();
    for (byte value : piece.getBytes(StandardCharsets.UTF_8)) {
      tokens.add(BpeVocabulary.FIRST_BYTE + Byte.toUnsignedInt(value));
    }
    for (int rank = 0; rank < vocabulary.merges().size(); rank++) {
      BpeVocabulary.Merge merge = vocabulary.merges().get(rank);
      for (int i = 0; i + 1 < tokens.size(); i++) {
        if (tokens.get(i) == merge.left() && tokens.get(i + 1) == merge.right()) {
          tokens.set(i, BpeVocabulary.FIRST_MERGE + rank);
          tokens.remove(/* index */ i + 1);
        }
      }
    }
    return tokens;
  }
}
