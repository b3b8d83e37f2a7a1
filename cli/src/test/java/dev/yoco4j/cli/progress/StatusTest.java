package dev.yoco4j.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "59, 59s",
    "60, 1m00s",
    "80, 1m20s",
    "3599, 59m59s",
    "3600, 1h00m",
    "7530, 2h05m",
    "86399, 23h59m",
    "86400, 1d00h",
    "273600, 3d04h"
  })
  void a_duration_has_its_two_largest_units(long seconds, String text) {
    assertThat(Status.duration(seconds)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0%", "0.009, 0%", "0.38, 38%", "0.999, 99%", "1, 100%"})
  void a_percentage_is_reached_when_it_is_shown(double done, String text) {
    assertThat(Status.percent(done)).isEqualTo(text);
  }
}
