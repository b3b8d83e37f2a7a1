package dev.yoco4j.benchmark.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class RequestsTest {
  private final Requests requests = new Requests(new Vocabulary(50, OptionalInt.of(7)), 1);

  @Test
  void prompts_are_of_the_vocabulary_and_no_two_are_alike() {
    ObjectNode first = requests.completion(200, 5);
    assertThat(first.path("prompt"))
        .hasSize(200)
        .allSatisfy(id -> assertThat(id.asInt()).isBetween(0, 49));
    assertThat(requests.completion(200, 5).path("prompt")).isNotEqualTo(first.path("prompt"));
    assertThat(requests.words(10)).isNotEqualTo(requests.words(10));
  }

  @Test
  void answers_do_not_end_before_they_are_as_long_as_was_asked_for() {
    assertThat(requests.chat("hello", 5).at("/logit_bias/7").asInt()).isEqualTo(-100);
    var without = new Requests(new Vocabulary(50, OptionalInt.empty()), 1);
    assertThat(without.completion("hello", 5).has("logit_bias")).isFalse();
  }
}
