package dev.yoco4j.inference.laws;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.inference.cache.BatchPast;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.testkit.EachDevice;
import dev.yoco4j.torch.Scope;
import org.bytedeco.pytorch.Tensor;

@EachDevice
class AbsorbThenNextIsTheLastRowOfLogitsTest {
  private static final int[] LENGTHS = {2, 15, 16, 17, 63, 99, 100, 101, 127, 128, 129, 257};

  @ForEachModel
  void absorb_then_next_is_the_last_row_of_logits(Subject tiny) {
    try (LanguageModel model = tiny.build()) {
      for (int length : LENGTHS) {
        check(tiny, model, length, length - 1);
        check(tiny, model, length, length / 2);
      }
    }
  }

  @ForEachModel
  void next_alone_is_the_last_row_of_logits(Subject tiny) {
    try (LanguageModel model = tiny.build()) {
      check(tiny, model, 1, 0);
      for (int length : LENGTHS) {
        check(tiny, model, length, 0);
      }
    }
  }

  private static void check(Subject tiny, LanguageModel model, int length, int absorbed) {
    try (Scope _ = Scope.open();
        Sequences sequences = tiny.sequences(2);
        BatchPast past = sequences.together()) {
      Tensor tokens = tiny.tokens(2, length);
      Tensor want = model.logits(tokens).select(1, length - 1); // [B, V]
      if (absorbed > 0) {
        model.absorb(tokens.narrow(1, 0, absorbed), past);
        assertThat(past.positions()).containsOnly((long) absorbed);
      }
      Tensor got = model.next(tokens.narrow(1, absorbed, length - absorbed), past);
      assertThat(past.positions()).containsOnly((long) length);
      assertThatTensor(got).as("length %s", length).isCloseTo(want, tiny.tolerance());
    }
  }
}
