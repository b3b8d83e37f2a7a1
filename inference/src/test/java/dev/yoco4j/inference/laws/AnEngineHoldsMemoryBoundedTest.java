package dev.yoco4j.inference.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.inference.FinishReason;
import dev.yoco4j.inference.GenerationEvent;
import dev.yoco4j.inference.GenerationEvent.Finished;
import dev.yoco4j.inference.GenerationEvent.Token;
import dev.yoco4j.inference.Submission;
import dev.yoco4j.inference.engine.ByteTokens;
import dev.yoco4j.inference.engine.EngineConfig;
import dev.yoco4j.inference.engine.ModelEngine;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.testkit.EachDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Timeout;

/// A vocabulary that is large for the model makes a step's tensors visible that are left behind:
/// the logits of 500 steps are 23 MiB. One round of several has to hold still.
@EachDevice
@Timeout(120)
class AnEngineHoldsMemoryBoundedTest {
  private static final int BATCH = 4;
  private static final int VOCABULARY = 3000;
  private static final int ROUND = 500;
  private static final int ROUNDS = 4;
  private static final long SLACK = 8L << 20;

  @ForEachModel("RETENTION")
  void two_thousand_steps_hold_no_more_than_the_pasts_grow_by(Subject tiny) {
    List<Long> beside = new ArrayList<>();
    try (LanguageModel model = tiny.withVocabularySize(VOCABULARY).build();
        ModelEngine engine =
            new ModelEngine(
                model, new ByteTokens(), EngineConfig.of(model).withMaxPositions(4000))) {
      int steps = ROUND * (ROUNDS + 1);
      int[] tokens = {0};
      Consumer<GenerationEvent> measure =
          event -> {
            if (event instanceof Token && ++tokens[0] % ROUND == 0) {
              beside.add(HeldMemory.bytes(tiny.device()) - engine.status().heldBytes());
            }
          };
      List<Submission> all = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        all.add(
            engine.submit(
                Requests.greedy(Requests.tokens(i, 10), steps),
                i == 0 ? measure : _ -> {},
                () -> false));
      }
      all.forEach(one -> assertThat(one.await().generatedTokens()).isEqualTo(steps));
    }
    List<Long> grown = new ArrayList<>();
    for (int i = 1; i < beside.size(); i++) {
      grown.add(beside.get(i) - beside.get(i - 1));
    }
    assertThat(grown).hasSize(ROUNDS).anyMatch(growth -> growth < SLACK);
  }

  @ForEachModel("CROSS_DECODER_ALONE")
  void a_long_prompt_that_is_cancelled_gives_its_memory_back(Subject tiny) {
    int length = 400_000;
    List<Long> held = new ArrayList<>();
    try (LanguageModel model = tiny.build();
        ModelEngine engine =
            new ModelEngine(
                model,
                new ByteTokens(),
                EngineConfig.of(model).withMaxPositions(length).withPrefillSegment(4096))) {
      int[] prompt = Requests.tokens(1, length);
      Finished _ = engine.generate(Requests.greedy(new int[] {1, 2}, 5), _ -> {});
      long heldBefore = engine.status().heldBytes();
      long before = HeldMemory.bytes(tiny.device());
      Finished finished =
          engine.generate(
              Requests.greedy(prompt, 0),
              _ -> held.add(engine.status().heldBytes()),
              () -> held.size() == 90);
      assertThat(finished.reason()).isEqualTo(FinishReason.CANCELLED);
      assertThat(held.getLast()).isGreaterThan(40L << 20);
      assertThat(engine.status().heldBytes()).isEqualTo(heldBefore);
      assertThat(HeldMemory.bytes(tiny.device()) - before).isLessThan(held.getLast() / 2);
    }
  }
}
