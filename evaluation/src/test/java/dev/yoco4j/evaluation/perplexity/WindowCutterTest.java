package dev.yoco4j.evaluation.perplexity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowCutterTest {
  /// Tokens are their own positions, so that windows show where they were cut.
  private static List<Window> cut(int length, int context, int stride, int piece) {
    List<Window> windows = new ArrayList<>();
    WindowCutter cutter = new WindowCutter("x", context, stride, windows::add);
    for (int from = 0; from < length; from += piece) {
      cutter.add("x", IntStream.range(from, Math.min(length, from + piece)).toArray());
    }
    cutter.finish();
    return windows;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 4, 2",
    "2, 4, 2",
    "4, 4, 2",
    "5, 4, 2",
    "6, 4, 2",
    "7, 4, 2",
    "9, 4, 4",
    "10, 4, 4",
    "50, 7, 3",
    "50, 7, 7",
    "50, 7, 1",
    "50, 1, 1",
    "50, 64, 32",
    "100, 63, 1"
  })
  void each_token_but_the_first_is_scored_once_with_enough_before_it(
      int length, int context, int stride) {
    List<Window> windows = cut(length, context, stride, length);
    int[] scored =
        windows.stream()
            .flatMapToInt(w -> Arrays.stream(w.tokens(), w.first(), w.tokens().length))
            .toArray();
    assertThat(scored).isEqualTo(IntStream.range(1, length).toArray());
    assertThat(WindowCutter.positions(length, context, stride))
        .isEqualTo(windows.stream().mapToLong(Window::inputs).sum());
    assertThat(windows)
        .allSatisfy(w -> {
          assertThat(w.inputs()).isLessThanOrEqualTo(context);
          int begin = w.tokens()[0];
          assertThat(w.tokens())
              .isEqualTo(IntStream.range(begin, begin + w.tokens().length).toArray());
          assertThat(begin == 0 || w.first() > context - stride).isTrue();
        });
  }

  @Test
  void a_stream_that_comes_in_pieces_is_cut_in_the_same_places() {
    Random random = new Random(5);
    for (int round = 0; round < 50; round++) {
      int length = random.nextInt(1, 80);
      int context = random.nextInt(1, 20);
      int stride = random.nextInt(1, context + 1);
      List<Window> whole = cut(length, context, stride, length);
      List<Window> pieces = cut(length, context, stride, random.nextInt(1, 9));
      assertThat(pieces).hasSameSizeAs(whole);
      for (int i = 0; i < whole.size(); i++) {
        assertThat(pieces.get(i).tokens()).isEqualTo(whole.get(i).tokens());
        assertThat(pieces.get(i).first()).isEqualTo(whole.get(i).first());
      }
    }
  }

  @Test
  void a_pair_counts_as_seen_from_its_second_time_on() {
    Window window = new Window("x", new int[] {1, 2, 3, 1, 2, 3, 3, 3, 3, 2}, 1);
    assertThat(window.repeats().stream()).containsExactly(4, 5, 7, 8);
  }
}
