package dev.yoco4j.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentsTest {
  @Test
  void tokens_are_the_same_with_and_without_cuts(@TempDir Path folder) {
    JsonTokenizer tokenizer = SampleTokenizers.trained(folder);
    var random = new RandomText(7);
    int cuts = 0;
    for (int i = 0; i < 400; i++) {
      String text = random.next(60);
      IntStream.Builder tokens = IntStream.builder();
      int start = 0;
      while (start < text.length()) {
        int end = Segments.end(text, start, 1);
        Arrays.stream(tokenizer.encodeWhole(text.substring(start, end))).forEach(tokens);
        start = end;
        cuts++;
      }
      assertThat(tokens.build().toArray()).isEqualTo(tokenizer.encodeWhole(text));
    }
    assertThat(cuts).isGreaterThan(1200);
  }

  @Test
  void long_text_is_encoded_as_in_one_call(@TempDir Path folder) {
    JsonTokenizer tokenizer = SampleTokenizers.trained(folder);
    String text = new RandomText(8).next(20_000);
    assertThat(tokenizer.encode(text)).isEqualTo(tokenizer.encodeWhole(text));
  }

  @Test
  void text_without_a_place_to_cut_is_one_segment() {
    assertThat(Segments.end("x".repeat(100), 0, 10)).isEqualTo(100);
    assertThat(Segments.end("\n".repeat(100), 0, 10)).isEqualTo(100);
    assertThat(Segments.end("x\n\u00A0y", 0, 1)).isEqualTo(4);
    assertThat(Segments.end("x\n  y", 0, 1)).isEqualTo(2);
    assertThat(Segments.end("x\n  \r\ny", 0, 1)).isEqualTo(6);
  }
}
