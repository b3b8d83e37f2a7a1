package dev.yoco4j.benchmark.inference;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.pytorch.global.torch.full;

import dev.yoco4j.inference.cache.BatchPast;
import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopiedSequencesTest {
  /// Lengths below, at and beyond the window of 32.
  @ParameterizedTest
  @CsvSource({
    "yoco-tiny-gret, 40",
    "yoco-tiny-swa, 5",
    "yoco-tiny-swa, 32",
    "yoco-tiny-swa, 75",
    "transformer-tiny, 40"
  })
  void each_sequence_goes_on_as_the_copied_one_does(String preset, long length) {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open();
        LanguageModel model =
            LanguageModel.build(
                ModelPresets.named(preset), Parameters.random(3, Precision.FLOAT32));
        SequencePast source = new SequencePast(PastLayout.of(model, 200))) {
      var _ = Prompt.pass(model, source, length);
      try (CopiedSequences copies = CopiedSequences.of(source, 3);
          BatchPast together = new BatchPast(copies.all())) {
        assertThat(together.positions()).containsExactly(length, length, length);
        assertThat(copies.count().bytes()).isEqualTo(3 * source.bytes());
        for (int i = 0; i < 3; i++) {
          Tensor expected = model.next(token(1), source).expand(3, -1);
          assertThatTensor(model.next(token(3), together)).isCloseTo(expected, Tolerances.FORWARD);
        }
      }
    }
  }

  private static Tensor token(long batch) {
    return full(new long[] {batch, 1}, new Scalar(17)).to(ScalarType.Long);
  }
}
