package dev.yoco4j.inference.laws;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;

import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.testkit.EachDevice;
import dev.yoco4j.torch.Scope;
import org.bytedeco.pytorch.Tensor;

@EachDevice
class ScoreInPiecesIsLogitsWholeTest {
  private static final int LENGTH = 300;

  @ForEachModel
  void score_in_pieces_is_logits_whole(Subject tiny) {
    for (int piece : new int[] {16, 37, 100, 128, 129, LENGTH}) {
      try (Scope _ = Scope.open();
          LanguageModel model = tiny.build();
          SequencePast past = tiny.past()) {
        Tensor tokens = tiny.tokens(1, LENGTH);
        Tensor want = model.logits(tokens); // [1, T, V]
        for (int from = 0; from < LENGTH; from += piece) {
          int length = Math.min(piece, LENGTH - from);
          assertThatTensor(model.score(tokens.narrow(1, from, length), past))
              .as("pieces of %s, from %s", piece, from)
              .isCloseTo(want.narrow(1, from, length), tiny.tolerance());
        }
      }
    }
  }

  @ForEachModel
  void score_continues_what_was_absorbed_and_next_continues_what_was_scored(Subject tiny) {
    try (Scope _ = Scope.open();
        LanguageModel model = tiny.build();
        SequencePast past = tiny.past()) {
      Tensor tokens = tiny.tokens(1, LENGTH);
      Tensor want = model.logits(tokens); // [1, T, V]
      model.absorb(tokens.narrow(1, 0, 90), past);
      assertThatTensor(model.score(tokens.narrow(1, 90, 110), past))
          .isCloseTo(want.narrow(1, 90, 110), tiny.tolerance());
      assertThatTensor(model.next(tokens.narrow(1, 200, 100), past))
          .isCloseTo(want.select(1, LENGTH - 1), tiny.tolerance());
    }
  }
}
