package dev.yoco4j.text.bpe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.text.RandomText;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreTokenizerTest {
  @Test
  void pieces_put_together_are_the_text() {
    var random = new RandomText(11);
    for (int i = 0; i < 300; i++) {
      String text = random.next(30);
      assertThat(String.join("", pieces(text))).isEqualTo(text);
    }
  }

  @Test
  void words_numbers_punctuation_and_line_ends_are_pieces() {
    assertThat(pieces("if (x1234 == y) {\r\n    don't();\n\n  }"))
        .containsExactly(
            "if", " (", "x", "123", "4", " ==", " y", ")", " {\r\n", "   ", " don", "'t", "();\n\n",
            " ", " }");
  }

  private static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    PreTokenizer.split(text, (start, end) -> pieces.add(text.substring(start, end)));
    return pieces;
  }
}
