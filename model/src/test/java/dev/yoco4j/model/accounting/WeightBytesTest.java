package dev.yoco4j.model.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.torch.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class WeightBytesTest {
  private static final long VOCABULARY = 100_288L * 3072;

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

  /// Rows of 3072 and of 8192 numbers are whole groups, so the groups can be counted by hand.
  @Test
  void the_3b_in_8_and_4_bits() {
    ModelConfig config = ModelPresets.named("yoco-3b-gret");
    long matrices = 2_828_967_936L;
    long scales = matrices / WeightFormat.GROUP * WeightFormat.SCALE_BYTES;
    long vocabulary = VOCABULARY + VOCABULARY / WeightFormat.GROUP * WeightFormat.SCALE_BYTES;
    WeightBytes eight = WeightBytes.of(config, Precision.BFLOAT16, WeightFormat.INT8);
    WeightBytes four = WeightBytes.of(config, Precision.BFLOAT16, WeightFormat.INT4);
    assertThat(eight.lowerHalf() + eight.upperHalf()).isEqualTo(matrices + scales);
    assertThat(four.lowerHalf() + four.upperHalf()).isEqualTo(matrices / 2 + 2 * scales);
    assertThat(List.of(eight.embedding(), eight.output(), four.embedding(), four.output()))
        .containsOnly(vocabulary);
    assertThat(List.of(eight.norms(), four.norms())).containsOnly(54L * 3072 * 2);
  }

  @Test
  void a_group_that_is_not_full_has_a_scale_as_well() {
    Matrix matrix = new Matrix(3, WeightFormat.GROUP + 1, 2);
    assertThat(WeightFormat.INT8.bytes(matrix, Precision.FLOAT32))
        .isEqualTo(6 * (WeightFormat.GROUP + 1 + 2 * WeightFormat.SCALE_BYTES));
    assertThat(WeightFormat.INT4.bytes(matrix, Precision.FLOAT32))
        .isEqualTo(6 * (WeightFormat.GROUP / 2 + 1 + 2 * 2 * WeightFormat.SCALE_BYTES));
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
        .withMessage("weights must be dense, int8, int4, was int2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyValueFormat.of("fp8"))
        .withMessage("kv-dtype must be model or int8, was fp8");
  }
}
