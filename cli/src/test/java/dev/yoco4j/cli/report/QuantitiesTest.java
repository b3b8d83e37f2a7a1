package dev.yoco4j.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantitiesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.00 KiB",
    "10235, 10.0 KiB",
    "102400, 100 KiB",
    "1048575, 1.00 MiB",
    "1572864, 1.50 MiB",
    "25769803776, 24.0 GiB",
    "9223372036854775807, '8,192 PiB'"
  })
  void bytes_are_counted_in_1024s(long bytes, String text) {
    assertThat(Quantities.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "999, 999",
    "1000, 1.00K",
    "8412672, 8.41M",
    "999999, 1.00M",
    "2829000000, 2.83B"
  })
  void counts_are_counted_in_1000s(long count, String text) {
    assertThat(Quantities.count(count)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "1000, '1,000'",
    "1024, 1K",
    "65536, 64K",
    "1048576, 1M",
    "1572864, '1,536K'"
  })
  void contexts_are_powers_of_two_or_plain(long tokens, String text) {
    assertThat(Quantities.context(tokens)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0.00001, 0.01 ms",
    "0.0032, 3.20 ms",
    "0.12, 120 ms",
    "0.99949, 999 ms",
    "0.9996, 1.00 s",
    "9.996, 10.0 s",
    "99.94, 99.9 s",
    "99.96, 1.67 min",
    "7199, 120 min",
    "7200, 2.00 h"
  })
  void times_have_the_unit_that_reads_best(double seconds, String text) {
    assertThat(Quantities.seconds(seconds)).isEqualTo(text);
  }
}
