package dev.yoco4j.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class Cl100kTokenizerTest {
  private final Cl100kTokenizer tokenizer = new Cl100kTokenizer();

  @Test
  void ids_are_four_higher_than_in_tiktoken() {
    assertThat(tokenizer.encode("hello world")).containsExactly(15339 + 4, 1917 + 4);
    assertThat(tokenizer.vocabularySize()).isEqualTo(100_288);
  }

  @Test
  void ids_below_four_have_no_text() {
    assertThat(tokenizer.decode(new int[] {0, 1, 2, 3, 15343})).isEqualTo("hello");
    assertThat(tokenizer.beginOfText()).hasValue(0);
    assertThat(tokenizer.endOfText()).hasValue(2);
  }

  @Test
  void specials_are_read_only_when_asked_for() {
    String text = "a<|endoftext|>b<fim_prefix><s>";
    assertThat(Arrays.stream(tokenizer.encode(text))).allMatch(id -> id < 100_260);
    assertThat(tokenizer.encodeWithSpecials(text))
        .contains(100257 + 4, 100264 + 4)
        .doesNotContain(0);
    assertThat(tokenizer.decode(tokenizer.encodeWithSpecials(text))).isEqualTo(text);
  }

  @Test
  void every_special_comes_back_but_the_one_that_shares_its_id() {
    String all = Cl100kSpecialTokens.IDS.keySet().stream().collect(Collectors.joining(" and "));
    int[] tokens = tokenizer.encodeWithSpecials(all);
    assertThat(tokenizer.decode(tokens))
        .isEqualTo(all.replace("<|endofprompt|>", "<jupyter_code>"));
    assertThat(Arrays.stream(tokens).filter(id -> id > 100_260).distinct()).hasSize(22);
  }

  @Test
  void the_last_special_of_the_reference_is_numbered_as_there() {
    assertThat(tokenizer.tokenId("<commit_after>")).hasValue(100281 + 4);
    assertThat(tokenizer.tokenId("<empty_output>")).hasValue(100278 + 4);
    assertThat(tokenizer.tokenId("<jupyter_code>")).hasValue(100276 + 4);
    assertThat(tokenizer.tokenId("<|endofprompt|>")).hasValue(100276 + 4);
    assertThat(tokenizer.tokenId("hello")).isEmpty();
  }

  @Test
  void text_without_specials_is_encoded_alike() {
    var random = new RandomText(6);
    for (int i = 0; i < 100; i++) {
      String text = random.next(20).replace("<|endoftext|>", "");
      assertThat(tokenizer.encodeWithSpecials(text)).isEqualTo(tokenizer.encode(text));
    }
  }
}
