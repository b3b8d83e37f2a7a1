package dev.yoco4j.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.inference.GenerationEvent;
import dev.yoco4j.inference.GenerationEvent.Prefilled;
import dev.yoco4j.inference.GenerationEvent.Token;
import dev.yoco4j.inference.Submission;
import dev.yoco4j.inference.laws.Requests;
import dev.yoco4j.inference.laws.TinyModel;
import dev.yoco4j.model.LanguageModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who gets the device when.
@Timeout(30)
class EngineTurnsTest {
  private final List<String> turns = new ArrayList<>();

  private Consumer<GenerationEvent> as(String name) {
    return event -> {
      switch (event) {
        case Prefilled _ -> turns.add(name + " prompt");
        case Token _ -> turns.add(name + " token");
        default -> turns.add(name + " end");
      }
    };
  }

  @Test
  void long_prompts_take_turns_and_cost_others_a_segment_a_token() throws InterruptedException {
    try (LanguageModel model = TinyModel.WINDOW.build();
        ModelEngine engine =
            new ModelEngine(
                model, new ByteTokens(), EngineConfig.of(model).withPrefillSegment(32))) {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch queued = new CountDownLatch(1);
      Submission first =
          engine.submit(
              Requests.greedy(new int[] {1}, 1500),
              as("a")
                  .andThen(event -> {
                    if (event instanceof Token && begun.getCount() > 0) {
                      begun.countDown();
                      await(queued);
                    }
                  }),
              () -> false);
      begun.await();
      Submission second =
          engine.submit(Requests.greedy(Requests.tokens(2, 320), 1), as("b"), () -> false);
      Submission third =
          engine.submit(Requests.greedy(Requests.tokens(3, 320), 1), as("c"), () -> false);
      queued.countDown();
      second.await();
      third.await();
      first.cancel();
      first.await();
    }
    int from = turns.indexOf("b prompt");
    List<String> want = new ArrayList<>();
    for (int segment = 0; segment < 10; segment++) {
      for (String name : List.of("b", "c")) {
        want.add(name + " prompt");
        if (segment == 9) {
          want.add(name + " token");
          want.add(name + " end");
        }
        want.add("a token");
      }
    }
    assertThat(turns.subList(from, from + want.size())).isEqualTo(want);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
