package dev.yoco4j.inference.laws;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;

import dev.yoco4j.inference.cache.BatchPast;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.testkit.EachDevice;
import dev.yoco4j.torch.Scope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

@EachDevice
class ABatchIsItsSequencesOneByOneTest {
  private static final int STEPS = 30;

  /// Around the windows, their buffers and the chunk.
  private static final int[] PROMPTS = {1, 16, 99, 130};

  private static final int LONGEST = 130 + STEPS;

  @ForEachModel
  void sequences_of_different_lengths_decode_together(Subject tiny) {
    try (Scope _ = Scope.open();
        LanguageModel model = tiny.build();
        Sequences sequences = tiny.sequences(PROMPTS.length)) {
      Tensor tokens = tiny.tokens(PROMPTS.length, LONGEST);
      prefill(model, tokens, sequences);
      Tensor got = decode(model, tokens, sequences, STEPS);
      for (int row = 0; row < PROMPTS.length; row++) {
        Tensor alone = tokens.narrow(0, row, 1).narrow(1, 0, (long) PROMPTS[row] + STEPS);
        check(tiny, model, alone, got.narrow(0, row, 1), sequences.all().get(row));
      }
    }
  }

  @ForEachModel
  void sequences_join_and_leave_at_any_step(Subject tiny) {
    SplittableRandom random = new SplittableRandom(5);
    try (Scope _ = Scope.open();
        LanguageModel model = tiny.build();
        Sequences sequences = tiny.sequences(PROMPTS.length)) {
      Tensor tokens = tiny.tokens(PROMPTS.length, LONGEST);
      prefill(model, tokens, sequences);
      for (int round = 0; round < 12; round++) {
        List<Integer> rows = new ArrayList<>();
        for (int row = 0; row < PROMPTS.length; row++) {
          if (random.nextInt(3) > 0) {
            rows.add(row);
          }
        }
        Collections.shuffle(rows, new Random(round));
        run(model, tokens, sequences, rows);
      }
      for (int row = 0; row < PROMPTS.length; row++) {
        SequencePast past = sequences.all().get(row);
        long length = past.length();
        Tensor next = tokens.narrow(0, row, 1).narrow(1, length, 1);
        Tensor alone = tokens.narrow(0, row, 1).narrow(1, 0, length + 1);
        check(tiny, model, alone, model.next(next, past), past);
      }
    }
  }

  /// Two steps of some sequences, in any order.
  private static void run(
      LanguageModel model, Tensor tokens, Sequences sequences, List<Integer> rows) {
    if (!rows.isEmpty()) {
      long[] index = rows.stream().mapToLong(Integer::longValue).toArray();
      List<SequencePast> some = rows.stream().map(sequences.all()::get).toList();
      Tensor theirs = tokens.index_select(0, Tensor.create(index));
      Tensor _ = decode(model, theirs, new Sequences(some), 2);
    }
  }

  private static void prefill(LanguageModel model, Tensor tokens, Sequences sequences) {
    for (int row = 0; row < PROMPTS.length; row++) {
      model.absorb(tokens.narrow(0, row, 1).narrow(1, 0, PROMPTS[row]), sequences.all().get(row));
    }
  }

  /// Each sequence goes on with its own next tokens.
  private static Tensor decode(LanguageModel model, Tensor tokens, Sequences sequences, int steps) {
    try (BatchPast past = sequences.together()) {
      Tensor logits = tokens;
      for (int step = 0; step < steps; step++) {
        long[] at = past.positions().stream().mapToLong(Long::longValue).toArray();
        Tensor next = tokens.gather(1, Tensor.create(at).unsqueeze(1)); // [B, 1]
        logits = model.next(next, past);
      }
      return logits;
    }
  }

  private static void check(
      Subject tiny, LanguageModel model, Tensor tokens, Tensor got, SequencePast past) {
    try (SequencePast alone = tiny.past()) {
      Tensor want = model.next(tokens, alone);
      assertThatTensor(got).isCloseTo(want, tiny.tolerance());
      List<Tensor> wanted = tiny.contents(alone);
      List<Tensor> held = tiny.contents(past);
      for (int i = 0; i < wanted.size(); i++) {
        assertThatTensor(held.get(i)).as("state %s", i).isCloseTo(wanted.get(i), tiny.tolerance());
      }
    }
  }
}
