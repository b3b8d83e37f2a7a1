package dev.yoco4j.inference.laws;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;

import dev.yoco4j.inference.cache.GrowingPast;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Scope;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ABatchIsItsSequencesOneByOneTest {
  private static final int BATCH = 3;
  private static final int LENGTH = 140;
  private static final int STEPS = 30;

  @ParameterizedTest
  @EnumSource
  void a_batch_is_its_sequences_one_by_one(TinyModel tiny) {
    try (Scope _ = Scope.open();
        LanguageModel model = tiny.build();
        GrowingPast together = tiny.past(BATCH)) {
      Tensor tokens = tiny.tokens(BATCH, LENGTH);
      Tensor got = run(model, tokens, together);
      List<Tensor> states = tiny.contents(together);
      for (int row = 0; row < BATCH; row++) {
        try (GrowingPast alone = tiny.past(1)) {
          Tensor want = run(model, tokens.narrow(0, row, 1), alone);
          assertThatTensor(got.narrow(0, row, 1)).isCloseTo(want, Tolerances.FORWARD);
          List<Tensor> wanted = tiny.contents(alone);
          for (int i = 0; i < wanted.size(); i++) {
            assertThatTensor(states.get(i).narrow(0, row, 1))
                .as("state %s of row %s", i, row)
                .isCloseTo(wanted.get(i), Tolerances.FORWARD);
          }
        }
      }
    }
  }

  /// A prompt at once, then token by token.
  private static Tensor run(LanguageModel model, Tensor tokens, GrowingPast past) {
    Tensor logits = model.next(tokens.narrow(1, 0, LENGTH - STEPS), past);
    for (int at = LENGTH - STEPS; at < LENGTH; at++) {
      logits = model.next(tokens.narrow(1, at, 1), past);
    }
    return logits;
  }
}
