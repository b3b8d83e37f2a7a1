package dev.yoco4j.inference.laws;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;

import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.testkit.EachDevice;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import org.bytedeco.pytorch.Tensor;

@EachDevice
class Bfloat16StaysNearFloat32Test {
  private static final int LENGTH = 200;
  private static final int STEPS = 40;

  @ForEachModel
  void the_logits_of_a_whole_sequence_stay_near(Subject tiny) {
    try (Scope _ = Scope.open();
        LanguageModel wide = tiny.in(Precision.FLOAT32).build();
        LanguageModel narrow = tiny.in(Precision.BFLOAT16).build()) {
      Tensor tokens = tiny.tokens(2, LENGTH);
      assertThatTensor(narrow.logits(tokens))
          .isCloseTo(wide.logits(tokens), Tolerances.BFLOAT16_MODEL);
    }
  }

  @ForEachModel
  void decoding_does_not_drift_away(Subject tiny) {
    try (Scope _ = Scope.open();
        LanguageModel wide = tiny.in(Precision.FLOAT32).build();
        LanguageModel narrow = tiny.in(Precision.BFLOAT16).build();
        SequencePast past = new SequencePast(PastLayout.of(narrow, LENGTH))) {
      Tensor tokens = tiny.tokens(1, LENGTH);
      Tensor want = wide.logits(tokens); // [1, T, V]
      narrow.absorb(tokens.narrow(1, 0, LENGTH - STEPS), past);
      for (int at = LENGTH - STEPS; at < LENGTH; at++) {
        assertThatTensor(narrow.next(tokens.narrow(1, at, 1), past))
            .as("position %s", at)
            .isCloseTo(want.select(1, at), Tolerances.BFLOAT16_MODEL);
      }
    }
  }
}
