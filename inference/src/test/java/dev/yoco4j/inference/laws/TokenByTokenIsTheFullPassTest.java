package dev.yoco4j.inference.laws;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;

import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.testkit.EachDevice;
import dev.yoco4j.torch.Scope;
import org.bytedeco.pytorch.Tensor;

@EachDevice
class TokenByTokenIsTheFullPassTest {
  /// Beyond the windows' buffers, which wrap after 18 and 112 positions, and beyond a chunk.
  private static final int LENGTH = 240;

  @ForEachModel
  void token_by_token_from_nothing_is_the_full_pass(Subject tiny) {
    check(tiny, 0);
  }

  @ForEachModel
  void token_by_token_after_a_prompt_is_the_full_pass(Subject tiny) {
    check(tiny, 90);
    check(tiny, 130);
  }

  private static void check(Subject tiny, int prompt) {
    try (Scope _ = Scope.open();
        LanguageModel model = tiny.build();
        SequencePast past = tiny.past()) {
      Tensor tokens = tiny.tokens(1, LENGTH);
      Tensor want = model.logits(tokens); // [1, T, V]
      if (prompt > 0) {
        model.absorb(tokens.narrow(1, 0, prompt), past);
      }
      for (int at = prompt; at < LENGTH; at++) {
        try (Scope _ = Scope.open()) {
          assertThatTensor(model.next(tokens.narrow(1, at, 1), past))
              .as("position %s", at)
              .isCloseTo(want.select(1, at), tiny.tolerance());
        }
      }
    }
  }
}
