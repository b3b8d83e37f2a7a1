package dev.yoco4j.model.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.torch.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterCountTest {
  @Test
  void the_3b_has_the_papers_2_829_billion_without_embeddings() {
    ParameterCount count = ParameterCount.of(ModelPresets.named("yoco-3b-gret"));
    assertThat(count.matrices()).isEqualTo(2_828_967_936L);
    assertThat(count.norms()).isEqualTo(54L * 3072);
    assertThat(count.embedding()).isEqualTo(100_288L * 3072);
  }

  @ParameterizedTest
  @CsvSource({
    "transformer-160m,0.16",
    "transformer-400m,0.4",
    "transformer-830m,0.83",
    "transformer-1.4b,1.4",
    "transformer-2.7b,2.7",
    "transformer-6.8b,6.8",
    "transformer-13b,13"
  })
  void the_scaling_table_has_the_sizes_it_is_named_for(String preset, double billions) {
    assertThat(ParameterCount.of(ModelPresets.named(preset)).total() / 1e9)
        .isCloseTo(billions, withinPercentage(3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yoco-tiny-gret",
        "yoco-tiny-swa",
        "transformer-tiny",
        "yoco-7m-gret",
        "yoco-7m-swa",
        "transformer-7m",
        "yoco-30m-gret"
      })
  void the_arithmetic_equals_what_the_model_holds(String preset) {
    ModelConfig config = ModelPresets.named(preset);
    try (LanguageModel model =
        LanguageModel.build(config, Parameters.random(1, Precision.FLOAT32))) {
      assertThat(ParameterCount.of(config).total()).isEqualTo(model.parameters().count());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"7m", "30m", "160m", "400m", "830m", "1.4b", "2.7b", "6.8b", "13b", "3b"})
  void models_of_one_row_are_of_about_one_size(String size) {
    long transformer = ParameterCount.of(ModelPresets.named("transformer-" + size)).total();
    long retention = ParameterCount.of(ModelPresets.named("yoco-" + size + "-gret")).total();
    assertThat((double) retention / transformer).isBetween(0.97, 1.09);
  }
}
