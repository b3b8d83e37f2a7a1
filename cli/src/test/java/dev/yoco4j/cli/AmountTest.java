package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class AmountTest {
  @ParameterizedTest
  @CsvSource({
    "1048576, 1048576",
    "1M, 1048576",
    "64K, 65536",
    "64k, 65536",
    "1.5K, 1536",
    "2G, 2147483648",
    "0, 0",
    "7, 7"
  })
  void tokens(String written, long tokens) {
    assertThat(new Amount.Tokens().convert(written)).isEqualTo(tokens);
  }

  @ParameterizedTest
  @CsvSource({
    "17179869184, 17179869184",
    "16GiB, 17179869184",
    "16 GiB, 17179869184",
    "16G, 17179869184",
    "16gib, 17179869184",
    "1.5G, 1610612736",
    "512MiB, 536870912",
    "4KiB, 4096",
    "1T, 1099511627776",
    "100B, 100"
  })
  void bytes(String written, long bytes) {
    assertThat(new Amount.Bytes().convert(written)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "K", "-1", "1.5", "1e6", "64KB", "64GiB", "1MM", "0x10", "9999999999999999G"})
  void what_is_no_number_of_tokens_is_answered_with_examples(String written) {
    assertThatExceptionOfType(TypeConversionException.class)
        .isThrownBy(() -> new Amount.Tokens().convert(written))
        .withMessageContaining("4096, 64K or 1M")
        .withMessageEndingWith("was " + written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GiB", "-1G", "16GB", "1.5", "16Gi", "many", "99999999999999999T"})
  void what_is_no_memory_is_answered_with_examples(String written) {
    assertThatExceptionOfType(TypeConversionException.class)
        .isThrownBy(() -> new Amount.Bytes().convert(written))
        .withMessageContaining("512MiB, 16GiB or 1.5G")
        .withMessageEndingWith("was " + written);
  }
}
