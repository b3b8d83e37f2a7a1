package dev.yoco4j.benchmark.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PercentilesTest {
  @Test
  void each_is_the_least_value_that_so_many_in_a_hundred_do_not_exceed() {
    List<Double> values = new ArrayList<>();
    for (int i = 1; i <= 200; i++) {
      values.add((double) i);
    }
    Collections.shuffle(values, new Random(1));
    assertThat(Percentiles.of(values)).isEqualTo(new Percentiles(100, 180, 198, 200, 200));
  }

  @Test
  void few_values_are_themselves() {
    assertThat(Percentiles.of(List.of(3.0))).isEqualTo(new Percentiles(3, 3, 3, 3, 1));
    assertThat(Percentiles.of(List.of(5.0, 1.0))).isEqualTo(new Percentiles(1, 5, 5, 5, 2));
  }

  @Test
  void none_are_zero() {
    assertThat(Percentiles.of(List.of())).isEqualTo(new Percentiles(0, 0, 0, 0, 0));
  }
}
