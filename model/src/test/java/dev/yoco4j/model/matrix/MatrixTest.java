package dev.yoco4j.model.matrix;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.arange;
import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.full;
import static org.bytedeco.pytorch.global.torch.manual_seed;
import static org.bytedeco.pytorch.global.torch.randn;

import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class MatrixTest {
  static Stream<Arguments> shapes() {
    List<Arguments> shapes = new ArrayList<>();
    for (WeightFormat format : WeightFormat.values()) {
      for (Precision precision : Precision.values()) {
        shapes.add(Arguments.of(format, precision, 1, 5));
        shapes.add(Arguments.of(format, precision, 17, 64));
        shapes.add(Arguments.of(format, precision, 100, 130));
        shapes.add(Arguments.of(format, precision, 1030, 200));
      }
    }
    return shapes.stream();
  }

  private static double tolerance(Precision precision) {
    return precision == Precision.FLOAT32 ? Tolerances.FORWARD : Tolerances.BFLOAT16;
  }

  private static Matrix matrix(WeightFormat format, Precision precision, long out, long in) {
    manual_seed(11);
    return Matrix.of(randn(out, in).to(precision.scalarType()), format, MatrixUse.TABLE);
  }

  /// All rows, as they are looked up.
  private static Tensor lookedUp(Matrix matrix, long out) {
    Tensor all = arange(new Scalar(out));
    return matrix.rows(all.to(ScalarType.Long).unsqueeze(0)).select(0, 0); // [out, in]
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void a_product_is_that_of_the_rows_that_are_looked_up(
      WeightFormat format, Precision precision, long out, long in) {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      Matrix matrix = matrix(format, precision, out, in);
      Tensor weight = lookedUp(matrix, out).to(ScalarType.Double);
      for (long rows : new long[] {1, 3, 17, 300}) {
        Tensor x = randn(1, rows, in).to(precision.scalarType());
        Tensor product = matrix.product(x);
        assertThat(Precision.of(product)).isEqualTo(precision);
        assertThatTensor(product)
            .as("%d rows", rows)
            .isCloseTo(
                x.to(ScalarType.Double).matmul(weight.transpose(0, 1)), tolerance(precision));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void rows_in_a_batch_are_rows_one_by_one(
      WeightFormat format, Precision precision, long out, long in) {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      Matrix matrix = matrix(format, precision, out, in);
      Tensor x = randn(4, 1, in).to(precision.scalarType());
      TensorVector one = new TensorVector();
      for (long row = 0; row < 4; row++) {
        one.push_back(matrix.product(x.narrow(0, row, 1)));
      }
      assertThatTensor(matrix.product(x)).isCloseTo(cat(one, 0), tolerance(precision));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"INT8", "INT4"})
  void integers_take_the_bytes_that_they_should(WeightFormat format) {
    try (Scope _ = Scope.open()) {
      Matrix matrix = matrix(format, Precision.FLOAT32, 1030, 130);
      long width = 528; // two blocks, each a multiple of 16
      long perGroup = format == WeightFormat.INT8 ? 68 : 36;
      assertThat(matrix.parts().values().stream().mapToLong(Tensor::nbytes).sum())
          .isEqualTo(2 * width * 3 * perGroup);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"INT8", "INT4"})
  void rows_outside_are_refused(WeightFormat format) {
    try (Scope _ = Scope.open()) {
      Matrix matrix = matrix(format, Precision.FLOAT32, 10, 10);
      Tensor beyond = full(new long[] {1, 1}, new Scalar(10));
      assertThatThrownBy(() -> matrix.rows(beyond))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("from 0 to 9, was 10");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"INT8", "INT4"})
  void integers_are_not_for_training(WeightFormat format) {
    try (Scope _ = Scope.open()) {
      Matrix matrix = matrix(format, Precision.FLOAT32, 10, 10);
      assertThatThrownBy(matrix::dense).isInstanceOf(IllegalStateException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void formats_have_names(WeightFormat format) {
    assertThat(WeightFormat.of(format.label())).isEqualTo(format);
    assertThatThrownBy(() -> WeightFormat.of("int5"))
        .hasMessage("weights must be one of dense, packed, int8, int4, was int5");
  }
}
