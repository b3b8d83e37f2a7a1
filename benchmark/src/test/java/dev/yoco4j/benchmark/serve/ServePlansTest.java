package dev.yoco4j.benchmark.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// What is measured: [StreamsPlan], [ServePlan], [SoakPlan] and the [Visit]s of a soak.
class ServePlansTest {
  private static final Vocabulary BYTES = new Vocabulary(256, OptionalInt.empty());

  private static StreamsPlan streams(List<Integer> streams, List<Integer> batches) {
    return new StreamsPlan(streams, batches, 32, 100, 60);
  }

  @Test
  void every_stream_asks_as_often_as_the_others_and_at_least_once() {
    StreamsPlan plan = streams(List.of(128, 1, 8, 8), List.of(16, 1));
    assertThat(plan.streams()).containsExactly(1, 8, 128);
    assertThat(plan.batches()).containsExactly(1, 16);
    assertThat(plan.streams()).extracting(plan::requestsOfEach).containsExactly(32, 4, 1);
  }

  @Test
  void a_server_gets_positions_for_the_longest_prompt_and_a_batch_for_two() {
    StreamsPlan alone = streams(List.of(1), List.of(1));
    ServePlan plan = new ServePlan(alone, 16_384, 32_768, 3, BYTES, 1);
    assertThat(plan.positions()).isEqualTo(32_768 + 160 + 1024);
    assertThat(plan.batch()).isEqualTo(2);
  }

  @Test
  void a_soak_takes_360_samples_and_none_more_often_than_it_can() {
    assertThat(soak(Duration.ofMinutes(30), 4096).interval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(soak(Duration.ofSeconds(1), 4096).interval()).isEqualTo(Duration.ofMillis(10));
  }

  private static SoakPlan soak(Duration time, int positions) {
    return new SoakPlan(time, 1, 1, positions, BYTES, 1);
  }

  @Test
  void bounds_are_named() {
    assertThatThrownBy(() -> streams(List.of(), List.of(1)))
        .hasMessage("streams must be at least 1, was 0");
    assertThatThrownBy(() -> streams(List.of(1), List.of(0)))
        .hasMessage("batch size must be at least 1, was 0");
    assertThatThrownBy(() -> soak(Duration.ofMinutes(1), 100))
        .hasMessage("positions must be at least 1024, was 100");
  }

  @Test
  void the_shares_of_the_visits_are_a_hundred() {
    Map<Visit, Integer> found = new EnumMap<>(Visit.class);
    for (int percent = 0; percent < 100; percent++) {
      found.merge(Visit.at(percent), 1, Integer::sum);
    }
    assertThat(found).hasSize(Visit.values().length).containsEntry(Visit.MALFORMED, 10);
    assertThat(Visit.STREAMED_CHAT.label()).isEqualTo("streamed chat");
    assertThatThrownBy(() -> Visit.at(100)).hasMessage("percent must be below 100, was 100");
  }
}
