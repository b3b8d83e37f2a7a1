package dev.yoco4j.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.yoco4j.text.bpe.BpeConfig;
import dev.yoco4j.text.bpe.BpeTrainer;
import dev.yoco4j.text.bpe.PreTokenizer;
import dev.yoco4j.text.bpe.TokenizerFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The pieces that training counts are the pieces that the library merges in.
class PreTokenizationTest {
  private static long withoutMerges; // its tokens are bytes, whose word numbers are their pieces

  @BeforeAll
  static void create() {
    NativeLibrary.load();
    var vocabulary = new BpeTrainer(BpeConfig.of(260)).train(Stream.of("a")).vocabulary();
    var json = TokenizerJson.of(Path.of(""), TokenizerFile.of(vocabulary).tokenizer());
    withoutMerges = TokenizersLibrary.LIB.createTokenizerFromString(json.withoutSpecialNames());
  }

  @Test
  void java_and_the_library_cut_random_text_alike() {
    var random = new RandomText(9);
    for (int i = 0; i < 1000; i++) {
      assertSamePieces(random.next(30));
    }
  }

  @Test
  void java_and_the_library_know_the_same_letters_digits_and_spaces() {
    for (int point = 1; point < 0x20000; point += 1 + point / 0x300) {
      if (Character.getType(point) != Character.SURROGATE) {
        String one = Character.toString(point);
        assertSamePieces("a%1$sb 1%1$s2 %1$s '%1$s%1$s\n?%1$s!\t%1$s".formatted(one));
      }
    }
  }

  private static void assertSamePieces(String text) {
    List<Integer> ours = new ArrayList<>();
    PreTokenizer.split(text, (start, end) -> ours.add(utf8Length(text.substring(0, end))));
    assertThat(ours).as(text).isEqualTo(libraryPieces(text));
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /// Where the pieces end, in bytes.
  private static List<Integer> libraryPieces(String text) {
    long encoding = TokenizersLibrary.LIB.encode(withoutMerges, text, false);
    long[] pieces = TokenizersLibrary.LIB.getWordIds(encoding);
    TokenizersLibrary.LIB.deleteEncoding(encoding);
    List<Integer> ends = new ArrayList<>();
    for (int i = 1; i <= pieces.length; i++) {
      if (i == pieces.length || pieces[i] != pieces[i - 1]) {
        ends.add(i);
      }
    }
    return ends;
  }
}
