package dev.yoco4j.benchmark.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class TrendTest {
  private static final double EXACT = 1e-6;

  private static Trend of(int samples, DoubleUnaryOperator value) {
    List<Trend.Point> points = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      points.add(new Trend.Point(i, value.applyAsDouble(i)));
    }
    return Trend.of(points);
  }

  @Test
  void a_line_has_its_slope() {
    Trend trend = of(90, seconds -> 7 + 2 * seconds);
    assertThat(trend.slopePerHour()).isCloseTo(7200, within(EXACT));
    assertThat(trend.firstThird()).isEqualTo(7 + 2 * 14.5);
    assertThat(trend.lastThird()).isEqualTo(7 + 2 * 74.5);
  }

  @Test
  void what_fills_in_the_first_third_is_no_growth() {
    Trend trend = of(90, seconds -> Math.min(seconds, 20));
    assertThat(trend.slopePerHour()).isCloseTo(0, within(EXACT));
    assertThat(trend.lastThird()).isEqualTo(20);
  }

  @Test
  void one_sample_and_two_are_enough_to_say_something() {
    assertThat(of(1, _ -> 5)).isEqualTo(new Trend(5, 5, 0));
    assertThat(of(2, seconds -> 5 + seconds)).isEqualTo(new Trend(5, 6, 3600));
  }
}
