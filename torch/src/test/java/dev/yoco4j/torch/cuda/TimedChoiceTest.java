package dev.yoco4j.torch.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimedChoiceTest {
  private static int timed(TimedChoice choice, double... times) {
    int way = choice.next();
    if (choice.wantsTime()) {
      choice.started(() -> OptionalDouble.of(times[way]));
    }
    return way;
  }

  @Test
  void every_way_is_tried_equally_often_and_the_fastest_is_taken() {
    TimedChoice choice = new TimedChoice(3);
    int[] tried = new int[3];
    for (int i = 0; i < 3 * TimedChoice.SAMPLES; i++) {
      tried[timed(choice, 3, 1, 2)]++;
    }
    assertThat(tried).containsOnly(TimedChoice.SAMPLES);
    assertThat(IntStream.range(0, 10).map(_ -> timed(choice, 3, 1, 2))).containsOnly(1);
  }

  /// The first call of a way may load its code.
  @Test
  void one_slow_call_decides_nothing() {
    TimedChoice choice = new TimedChoice(2);
    for (int i = 0; i < 2 * TimedChoice.SAMPLES; i++) {
      timed(choice, 5, i < 2 ? 1000 : 4);
    }
    assertThat(choice.next()).isEqualTo(1);
  }

  @Test
  void times_that_are_not_known_yet_are_waited_for_with_the_first_way() {
    TimedChoice choice = new TimedChoice(2);
    OptionalDouble[] slow = {OptionalDouble.empty()};
    for (int i = 0; i < 2 * TimedChoice.SAMPLES; i++) {
      int way = choice.next();
      assertThat(choice.wantsTime()).isTrue();
      choice.started(() -> way == 0 ? slow[0] : OptionalDouble.of(1));
    }
    assertThat(choice.next()).isZero();
    assertThat(choice.wantsTime()).isFalse();
    slow[0] = OptionalDouble.of(2);
    assertThat(choice.next()).isEqualTo(1);
  }

  @Test
  void a_single_way_needs_no_time() {
    TimedChoice choice = new TimedChoice(1);
    assertThat(choice.next()).isZero();
    assertThat(choice.wantsTime()).isFalse();
  }
}
