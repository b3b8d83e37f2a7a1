package dev.yoco4j.inference.laws;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;

import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.testkit.EachDevice;
import dev.yoco4j.torch.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

@EachDevice
class APromptMayBeCutAnywhereTest {
  private static final int LENGTH = 270;

  @ForEachModel
  void one_cut_changes_nothing(Subject tiny) {
    for (int cut : new int[] {1, 15, 16, 17, 99, 100, 101, 127, 128, 129, 268}) {
      check(tiny, List.of(cut, LENGTH - 1 - cut));
    }
  }

  @ForEachModel
  void many_cuts_change_nothing(Subject tiny) {
    SplittableRandom random = new SplittableRandom(3);
    for (int longest : new int[] {2, 9, 40, 140}) {
      check(tiny, pieces(random, longest));
    }
  }

  private static List<Integer> pieces(SplittableRandom random, int longest) {
    List<Integer> pieces = new ArrayList<>();
    int left = LENGTH - 1;
    while (left > 0) {
      int piece = Math.min(left, random.nextInt(1, longest + 1));
      pieces.add(piece);
      left -= piece;
    }
    return pieces;
  }

  /// Compares absorbing in pieces with absorbing at once; the last position asks for logits.
  private static void check(Subject tiny, List<Integer> pieces) {
    try (Scope _ = Scope.open();
        LanguageModel model = tiny.build();
        SequencePast whole = tiny.past();
        SequencePast cut = tiny.past()) {
      Tensor tokens = tiny.tokens(1, LENGTH);
      Tensor last = tokens.narrow(1, LENGTH - 1, 1);
      model.absorb(tokens.narrow(1, 0, LENGTH - 1), whole);
      int from = 0;
      for (int piece : pieces) {
        model.absorb(tokens.narrow(1, from, piece), cut);
        from += piece;
      }
      compare(tiny, cut, whole, pieces);
      assertThatTensor(model.next(last, cut))
          .as("pieces %s", pieces)
          .isCloseTo(model.next(last, whole), tiny.tolerance());
    }
  }

  private static void compare(
      Subject tiny, SequencePast cut, SequencePast whole, List<Integer> pieces) {
    List<Tensor> want = tiny.contents(whole);
    List<Tensor> got = tiny.contents(cut);
    for (int i = 0; i < want.size(); i++) {
      assertThatTensor(got.get(i))
          .as("state %s, pieces %s", i, pieces)
          .isCloseTo(want.get(i), tiny.tolerance());
    }
  }
}
