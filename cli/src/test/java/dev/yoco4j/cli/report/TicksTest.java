package dev.yoco4j.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicksTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2.87 | 9.4   | 2 3 4 5 6 7 8 9 10
          0    | 3.28  | 0.0 0.5 1.0 1.5 2.0 2.5 3.0 3.5
          0    | 1     | 0.0 0.2 0.4 0.6 0.8 1.0
          3.11 | 3.134 | 3.110 3.115 3.120 3.125 3.130 3.135
          5    | 5     | 5 6
          0    | 0     | 0.0 0.2
          0    | 12345 | 0 2,000 4,000 6,000 8,000 10,000 12,000 14,000
          -0.3 | 0.3   | -0.3 -0.2 -0.1 0.0 0.1 0.2 0.3
          """)
  void ticks_are_round_and_cover_the_range(double least, double greatest, String labels) {
    Ticks ticks = Ticks.over(least, greatest, 7);
    assertThat(ticks.values().stream().map(ticks::label).collect(Collectors.joining(" ")))
        .isEqualTo(labels);
    assertThat(ticks.least()).isLessThanOrEqualTo(least);
    assertThat(ticks.greatest()).isGreaterThanOrEqualTo(greatest);
  }
}
