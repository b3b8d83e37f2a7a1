package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCountTest {
  @Test
  void k_and_m_are_powers_of_two() {
    assertThat(TokenCount.of("1000")).isEqualTo(1000);
    assertThat(TokenCount.of("32K")).isEqualTo(32_768);
    assertThat(TokenCount.of(" 1m ")).isEqualTo(1_048_576);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "0K", "-1", "1.5K", "1G", "K", "99999999999999999"})
  void other_words_are_refused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenCount.of(text))
        .withMessageStartingWith("a length must be a number of tokens above 0")
        .withMessageEndingWith("was " + text);
  }
}
