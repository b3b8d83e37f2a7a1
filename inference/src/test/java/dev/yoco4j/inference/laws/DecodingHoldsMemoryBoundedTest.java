package dev.yoco4j.inference.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.inference.cache.BatchPast;
import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.testkit.EachDevice;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// A batch and a vocabulary that are large for the model make every tensor of a step that is left
/// behind visible: the logits of 500 steps are 60 MiB, one hidden state of each is 1 MiB.
///
/// On the CPU, the process also holds the Java heap, which the build's flags keep still, and the
/// memory of the just-in-time compilers, which comes in bursts. What leaks grows in every round:
/// one round has to hold still. JavaCPP's collector is off, which would free what a scope forgot
/// and hide it.
@EachDevice
class DecodingHoldsMemoryBoundedTest {
  private static final int BATCH = 16;
  private static final int VOCABULARY = 2000;
  private static final int STEPS = 500;
  private static final int ROUNDS = 5;
  private static final long SLACK = 8L << 20;

  @ForEachModel("RETENTION|WINDOW|TRANSFORMER")
  void five_hundred_steps_hold_no_more_than_the_past_grows_by(Subject tiny) {
    Device device = tiny.device();
    List<Long> grown = new ArrayList<>();
    try (LanguageModel model = tiny.withVocabularySize(VOCABULARY).build();
        Sequences sequences =
            Sequences.starting(PastLayout.of(model, (ROUNDS + 1L) * STEPS), BATCH);
        BatchPast past = sequences.together()) {
      decode(model, past, STEPS);
      do {
        long before = HeldMemory.bytes(device) - sequences.bytes();
        decode(model, past, STEPS);
        grown.add(HeldMemory.bytes(device) - sequences.bytes() - before);
      } while (grown.size() < ROUNDS && grown.getLast() >= SLACK);
    }
    assertThat(grown.getLast()).as("growth in each round: %s", grown).isLessThan(SLACK);
  }

  private static void decode(LanguageModel model, BatchPast past, int steps) {
    long[] ids = new long[BATCH];
    for (int step = 0; step < steps; step++) {
      try (Scope _ = Scope.open();
          NoGrad _ = NoGrad.open()) {
        Tensor logits = model.next(Tensor.create(ids, BATCH, 1), past);
        ids[step % BATCH] = logits.argmax().item_long() % VOCABULARY;
      }
    }
  }
}
