package dev.yoco4j.model.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.randn;
import static org.bytedeco.pytorch.global.torch.zeros;

import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.Scope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class QuantizedMathTest {
  @ParameterizedTest
  @CsvSource({
    "INT8, 1, 1", "INT8, 17, 63", "INT8, 300, 64", "INT8, 1030, 130",
    "INT4, 1, 1", "INT4, 17, 63", "INT4, 300, 64", "INT4, 1030, 130"
  })
  void no_weight_moves_by_more_than_half_a_step(WeightFormat format, int out, int in) {
    try (Scope _ = Scope.open()) {
      manual_seed(4);
      Tensor dense = randn(out, in);
      GroupLayout layout = GroupLayout.of(format, out, in);
      QuantizedMath.Quantized quantized = QuantizedMath.quantize(dense, layout);
      for (int row = 0; row < out; row++) {
        int block = row / layout.width();
        Tensor back =
            QuantizedMath.dequantize(quantized, layout, block)
                .select(1, row % layout.width()); // [in]
        for (int from = 0; from < in; from += GroupLayout.GROUP) {
          int length = Math.min(GroupLayout.GROUP, in - from);
          Tensor group = dense.select(0, row).narrow(0, from, length);
          double step = Floats.number(group.abs().max()) / layout.largest();
          assertThat(Floats.largestDifference(group, back.narrow(0, from, length)))
              .isLessThanOrEqualTo(step / 2 * (1 + Tolerances.FORWARD));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"INT8", "INT4"})
  void zeros_stay_zeros(WeightFormat format) {
    try (Scope _ = Scope.open()) {
      GroupLayout layout = GroupLayout.of(format, 3, 70);
      Tensor back =
          QuantizedMath.dequantize(QuantizedMath.quantize(zeros(3, 70), layout), layout, 0);
      assertThat(Floats.number(back.abs().max())).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DENSE", "PACKED"})
  void only_integers_have_groups(WeightFormat format) {
    assertThatThrownBy(() -> GroupLayout.of(format, 3, 70))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(format.label());
  }
}
