package dev.yoco4j.inference.laws;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.testkit.EachDevice;
import dev.yoco4j.torch.Scope;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

@EachDevice
class SnapshotThenRestoreIsNeverStoppedTest {
  private static final int LENGTH = 150;
  private static final int STEPS = 25;

  @ForEachModel
  void a_restored_snapshot_goes_on_as_if_never_stopped(Subject tiny) {
    for (int at : new int[] {1, 15, 16, 17, 100, 128, 129}) {
      try (Scope _ = Scope.open();
          LanguageModel model = tiny.build();
          SequencePast straight = tiny.past()) {
        Tensor tokens = tiny.tokens(1, LENGTH + STEPS);
        model.absorb(tokens.narrow(1, 0, at), straight);
        try (SequencePast snapshot = straight.fork()) {
          Tensor want = goOn(model, tokens, straight);
          Tensor elsewhere = tiny.tokens(1, LENGTH + STEPS + 1).narrow(1, 1, LENGTH + STEPS);
          try (SequencePast other = snapshot.fork()) {
            Tensor _ = goOn(model, elsewhere, other);
          }
          try (SequencePast restored = snapshot.fork()) {
            assertThatTensor(goOn(model, tokens, restored))
                .as("at %s", at)
                .isCloseTo(want, tiny.toleranceOfCuts());
            same(tiny, restored, straight);
          }
          assertThat(snapshot.length()).isEqualTo(at);
        }
      }
    }
  }

  @ForEachModel
  void many_branches_of_one_prompt_do_not_disturb_each_other(Subject tiny) {
    try (Scope _ = Scope.open();
        LanguageModel model = tiny.build();
        SequencePast trunk = tiny.past();
        Sequences branches = new Sequences(fork(model, tiny, trunk))) {
      Tensor tokens = tiny.tokens(4, LENGTH);
      for (int step = 0; step < STEPS; step++) {
        for (int row = 0; row < 4; row++) {
          Tensor _ =
              model.next(
                  tokens.narrow(0, row, 1).narrow(1, 100L + step, 1), branches.all().get(row));
        }
      }
      for (int row = 0; row < 4; row++) {
        try (SequencePast alone = tiny.past()) {
          model.absorb(tiny.tokens(1, 90), alone);
          for (int step = 0; step < STEPS; step++) {
            Tensor _ = model.next(tokens.narrow(0, row, 1).narrow(1, 100L + step, 1), alone);
          }
          same(tiny, branches.all().get(row), alone);
        }
      }
    }
  }

  private static List<SequencePast> fork(LanguageModel model, Subject tiny, SequencePast trunk) {
    model.absorb(tiny.tokens(1, 90), trunk);
    SequencePast first = trunk.fork();
    return List.of(first, trunk.fork(), first.fork(), trunk.fork());
  }

  /// A piece of the prompt, then token by token.
  private static Tensor goOn(LanguageModel model, Tensor tokens, SequencePast past) {
    Tensor logits = model.next(tokens.narrow(1, past.length(), LENGTH - past.length()), past);
    for (int step = 0; step < STEPS; step++) {
      logits = model.next(tokens.narrow(1, past.length(), 1), past);
    }
    return logits;
  }

  private static void same(Subject tiny, SequencePast got, SequencePast want) {
    List<Tensor> wanted = tiny.contents(want);
    List<Tensor> held = tiny.contents(got);
    for (int i = 0; i < wanted.size(); i++) {
      assertThatTensor(held.get(i))
          .as("state %s", i)
          .isCloseTo(wanted.get(i), tiny.toleranceOfCuts());
    }
  }
}
