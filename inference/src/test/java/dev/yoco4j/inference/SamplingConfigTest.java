package dev.yoco4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SamplingConfigTest {
  private static final SamplingConfig PLAIN = SamplingConfig.plain(3);

  @Test
  void settings_out_of_bounds_are_named_with_bound_and_value() {
    refused(
        () -> PLAIN.withTemperature(-0.5), "temperature must be at least 0 and finite, was -0.5");
    refused(
        () -> PLAIN.withTemperature(Double.POSITIVE_INFINITY),
        "temperature must be at least 0 and finite, was Infinity");
    refused(
        () -> PLAIN.withTemperature(Double.NaN),
        "temperature must be at least 0 and finite, was NaN");
    refused(() -> PLAIN.withTopK(-1), "top-k must be at least 0, was -1");
    refused(() -> PLAIN.withTopP(0), "top-p must be above 0 and at most 1, was 0.0");
    refused(() -> PLAIN.withTopP(1.1), "top-p must be above 0 and at most 1, was 1.1");
    refused(() -> PLAIN.withMinP(-0.1), "min-p must be at least 0 and at most 1, was -0.1");
    refused(() -> PLAIN.withMinP(2), "min-p must be at least 0 and at most 1, was 2.0");
    refused(
        () -> PLAIN.withRepetitionPenalty(0),
        "repetition penalty must be above 0 and finite, was 0.0");
  }

  private static void refused(Runnable made, String message) {
    assertThatIllegalArgumentException().isThrownBy(made::run).withMessage(message);
  }

  @Test
  void the_named_configurations_change_nothing_but_what_they_say() {
    assertThat(SamplingConfig.greedy()).isEqualTo(new SamplingConfig(0, 0, 1, 0, 1, 0));
    assertThat(PLAIN).isEqualTo(new SamplingConfig(1, 0, 1, 0, 1, 3));
  }
}
