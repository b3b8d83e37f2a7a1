package dev.yoco4j.model.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.yoco4j.model.preset.ModelPresets;
import org.junit.jupiter.api.Test;

class OperationsTest {
  @Test
  void a_prompt_of_the_3b_costs_3_2_gflop_a_token_at_any_length() {
    Operations operations = new Operations(ModelPresets.named("yoco-3b-gret"));
    double atFourThousand = operations.prefill(4096) / 4096;
    double atOneMillion = operations.prefill(1 << 20) / (1 << 20);
    assertThat(atFourThousand / 1e9).isCloseTo(3.2, within(0.1));
    assertThat(atOneMillion / atFourThousand).isCloseTo(1, within(0.01));
  }

  @Test
  void a_transformers_prompt_grows_with_the_square() {
    Operations operations = new Operations(ModelPresets.named("transformer-3b"));
    double growth = operations.prefill(1 << 20) / operations.prefill(1 << 19);
    assertThat(growth).isBetween(3.5, 4.0);
  }

  @Test
  void training_costs_six_per_parameter_and_some_for_mixing() {
    Operations operations = new Operations(ModelPresets.named("yoco-30m-gret"));
    ParameterCount count = ParameterCount.of(operations.config());
    long parameters = count.total() - count.embedding(); // a look-up costs nothing
    assertThat(operations.trainingPerToken(1024) / (6.0 * parameters)).isBetween(1.0, 1.35);
  }
}
