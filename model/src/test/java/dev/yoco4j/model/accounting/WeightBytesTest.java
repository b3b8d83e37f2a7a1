package dev.yoco4j.model.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.layer.ParameterSource;
import dev.yoco4j.model.matrix.WeightFormat;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class WeightBytesTest {
  static List<String> presets() {
    return ModelPresets.names();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void dense_weights_take_their_numbers_bytes_part_by_part(String preset) {
    ModelConfig config = ModelPresets.named(preset);
    ParameterCount count = ParameterCount.of(config);
    for (Precision precision : Precision.values()) {
      WeightBytes bytes = WeightBytes.of(config, precision, WeightFormat.DENSE);
      assertThat(bytes)
          .isEqualTo(
              new WeightBytes(
                  count.embedding() * precision.bytes(),
                  count.output() * precision.bytes(),
                  count.lowerHalf() * precision.bytes(),
                  count.upperHalf() * precision.bytes(),
                  count.norms() * precision.bytes()));
      assertThat(bytes.total()).isEqualTo(count.total() * precision.bytes());
    }
  }

  /// Rows of 3072 and of 8192 numbers are whole groups of 64, and blocks of 1024 or fewer rows are
  /// full but for the vocabulary's: 98 blocks of 1024 hold its 100,288 rows.
  @Test
  void the_3b_in_8_and_4_bits() {
    ModelConfig config = ModelPresets.named("yoco-3b-gret");
    long decay = 13L * 24 * 3072;
    long matrices = 2_828_967_936L - decay;
    long factors = matrices / 64 * Float.BYTES;
    long padded = 98L * 1024 * 3072;
    WeightBytes eight = WeightBytes.of(config, Precision.BFLOAT16, WeightFormat.INT8);
    WeightBytes four = WeightBytes.of(config, Precision.BFLOAT16, WeightFormat.INT4);
    assertThat(eight.lowerHalf() + eight.upperHalf()).isEqualTo(matrices + factors + 2 * decay);
    assertThat(four.lowerHalf() + four.upperHalf()).isEqualTo(matrices / 2 + factors + 2 * decay);
    assertThat(List.of(eight.embedding(), eight.output()))
        .containsOnly(padded + padded / 64 * Float.BYTES);
    assertThat(List.of(eight.norms(), four.norms())).containsOnly(54L * 3072 * 2);
  }

  @ParameterizedTest
  @EnumSource
  void bytes_are_those_that_a_model_holds(WeightFormat format) {
    for (String preset : List.of("yoco-tiny-gret", "yoco-7m-swa", "transformer-7m")) {
      ModelConfig config = ModelPresets.named(preset);
      ParameterSource source = Parameters.random(1, Precision.FLOAT32);
      try (LanguageModel model =
          LanguageModel.build(
              config,
              Parameters.forRunning(source, Precision.FLOAT32, Device.CPU, format, () -> {}))) {
        assertThat(model.parameters().weightBytes())
            .isEqualTo(WeightBytes.of(config, Precision.FLOAT32, format).total());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_format_is_found_by_its_label(WeightFormat format) {
    assertThat(WeightFormat.of(format.label())).isEqualTo(format);
  }

  @Test
  void an_unknown_format_is_answered_with_those_there_are() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WeightFormat.of("int2"))
        .withMessage("weights must be one of dense, packed, int8, int4, was int2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyValueFormat.of("fp8"))
        .withMessage("kv-dtype must be model or int8, was fp8");
  }
}
