package dev.yoco4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TokenPreferencesTest {
  @Test
  void bounds_are_named() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TokenPreferences(2.1, 0, Map.of()))
        .withMessage("presence penalty must be from -2 to 2, was 2.1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TokenPreferences(0, Double.NaN, Map.of()))
        .withMessage("frequency penalty must be from -2 to 2, was NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TokenPreferences(0, 0, Map.of(7, -101.0)))
        .withMessage("logit bias of token 7 must be from -100 to 100, was -101.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TokenPreferences(0, 0, Map.of(-1, 1.0)))
        .withMessage("logit bias must be for tokens of at least 0, was for -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProbabilityReport.generated(21))
        .withMessage("most likely tokens told beside each must be 0 to 20, were 21");
  }

  @Test
  void other_settings_are_kept() {
    var wanted = new TokenPreferences(1, -1, Map.of(3, 2.0));
    SamplingConfig sampling = SamplingConfig.greedy().with(wanted).withTemperature(1).withSeed(4);
    assertThat(sampling.preferences()).isEqualTo(wanted);
    assertThat(SamplingConfig.greedy().preferences().isNone()).isTrue();
    assertThat(wanted.isNone()).isFalse();
  }
}
