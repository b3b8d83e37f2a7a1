package dev.yoco4j.benchmark.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StreamedAnswerTest {
  private static final long SECOND = 1_000_000_000L;

  private static StreamedAnswer answer(Long... arrivals) {
    return new StreamedAnswer(
        SECOND, List.of(arrivals), 9 * SECOND, new StreamedAnswer.Usage(1, 0, arrivals.length));
  }

  @Test
  void times_are_from_the_request_on() {
    StreamedAnswer answer = answer(3 * SECOND, 4 * SECOND, 8 * SECOND);
    assertThat(answer.firstTokenSeconds()).isEqualTo(2);
    assertThat(answer.wholeSeconds()).isEqualTo(8);
    assertThat(answer.gapSeconds()).containsExactly(1.0, 4.0);
  }

  @Test
  void gaps_that_a_span_of_time_touches_are_found() {
    StreamedAnswer answer = answer(3 * SECOND, 4 * SECOND, 6 * SECOND, 9 * SECOND);
    assertThat(answer.gapSeconds(5 * SECOND, 5 * SECOND + 1)).containsExactly(2.0);
    assertThat(answer.gapSeconds(Long.MIN_VALUE, 4 * SECOND)).containsExactly(1.0);
    assertThat(answer.gapSeconds(5 * SECOND, 7 * SECOND)).containsExactly(2.0, 3.0);
    assertThat(answer.lastArrival(8 * SECOND)).isEqualTo(6 * SECOND);
    assertThat(answer.lastArrival(2 * SECOND)).isEqualTo(SECOND);
  }

  @Test
  void an_answer_without_text_took_as_long_as_it_took() {
    assertThat(answer().firstTokenSeconds()).isEqualTo(8);
    assertThat(answer().gapSeconds()).isEmpty();
  }

  @Test
  void throughput_is_from_the_first_request_to_the_last_event() {
    var round =
        new StreamsLoad.Round(List.of(answer(2 * SECOND), answer(3 * SECOND, 5 * SECOND, 7L)));
    assertThat(round.tokensPerSecond()).isEqualTo(4 / 8.0);
  }
}
