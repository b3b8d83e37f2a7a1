package dev.yoco4j.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yoco4j.inference.EngineStatus;
import dev.yoco4j.inference.FinishReason;
import dev.yoco4j.inference.GenerationEvent;
import dev.yoco4j.inference.GenerationEvent.Finished;
import dev.yoco4j.inference.GenerationEvent.Token;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.GenerationSession;
import dev.yoco4j.inference.Submission;
import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.inference.laws.Requests;
import dev.yoco4j.inference.laws.TinyModel;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.past.KeyValueFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What requests hold, may hold, and leave behind.
@Timeout(60)
class EngineMemoryTest {
  private static final int SEGMENT = 32;

  private static EngineConfig config(LanguageModel model) {
    return EngineConfig.of(model).withPrefillSegment(SEGMENT);
  }

  private static EngineConfig config(LanguageModel model, long bytes) {
    return config(model).with(new MemoryBudget(bytes, 0, 0));
  }

  private static ModelEngine engine(LanguageModel model, EngineConfig config) {
    return new ModelEngine(model, new ByteTokens(), config);
  }

  private static long bytes(LanguageModel model, int positions) {
    return PastLayout.of(model, model.config().maxPositions()).bytes(positions);
  }

  @ParameterizedTest
  @EnumSource(names = {"RETENTION", "WINDOW", "TRANSFORMER"})
  void a_request_of_exactly_the_limit_runs_and_one_byte_less_is_refused(TinyModel tiny) {
    try (LanguageModel model = tiny.build()) {
      long needed = bytes(model, 700);
      GenerationRequest request = Requests.greedy(Requests.tokens(1, 690), 10);
      try (ModelEngine engine = engine(model, config(model, needed))) {
        Finished finished = engine.generate(request, _ -> {});
        assertThat(finished.reason()).isEqualTo(FinishReason.MAX_TOKENS);
        assertThat(engine.status().heldBytes()).isLessThanOrEqualTo(needed);
        // again, on what the first has left
        assertThat(engine.generate(request, within(engine)).generatedTokens()).isEqualTo(10);
      }
      try (ModelEngine engine = engine(model, config(model, needed - 1))) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> engine.generate(request, _ -> {}))
            .withMessageStartingWith("a prompt of 690 tokens and 10 more need 0.00 GiB");
        assertThat(engine.status().absorbedPositions()).isEqualTo(model.passed().lower());
      }
    }
  }

  /// Fails if more is held or promised than allowed.
  private static Consumer<GenerationEvent> within(ModelEngine engine) {
    return _ -> {
      EngineStatus status = engine.status();
      assertThat(status.heldBytes() + status.reservedBytes())
          .as("%s", status)
          .isLessThanOrEqualTo(status.limitBytes());
    };
  }

  @Test
  void a_refusal_has_the_numbers_and_what_to_do() {
    try (LanguageModel model = TinyModel.TRANSFORMER.build()) {
      MemoryBudget budget = new MemoryBudget(1L << 20, 200 << 10, 200 << 10);
      try (ModelEngine engine = engine(model, config(model).with(budget))) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> engine.generate(Requests.greedy(new int[1500], 100), _ -> {}))
            .withMessage(
                "a prompt of 1500 tokens and 100 more need 0.00 GiB (384 bytes a token), and of"
                    + " 0.00 GiB 0.00 GiB are left beside weights and activations, enough for 512"
                    + " tokens: shorten the prompt, lower --max-tokens, raise --memory, or give"
                    + " --kv-dtype int8");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RETENTION", "WINDOW", "TRANSFORMER"})
  void requests_that_do_not_fit_together_take_turns(TinyModel tiny) {
    try (LanguageModel model = tiny.build();
        ModelEngine engine = engine(model, config(model, 2 * bytes(model, 300)))) {
      List<Submission> all = new ArrayList<>();
      List<Integer> running = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        GenerationRequest request = Requests.greedy(Requests.tokens(i, 290), 10);
        all.add(
            engine.submit(
                request,
                within(engine)
                    .andThen(_ -> {
                      EngineStatus status = engine.status();
                      running.add(status.prefilling() + status.decoding());
                    }),
                () -> false));
      }
      all.forEach(one -> assertThat(one.await().generatedTokens()).isEqualTo(10));
      assertThat(running).contains(2).allMatch(count -> count <= 2);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RETENTION", "WINDOW", "TRANSFORMER", "RETENTION_THREE_TO_ONE"})
  void random_requests_never_exceed_the_limit_and_all_end(TinyModel tiny) {
    SplittableRandom random = new SplittableRandom(8);
    try (LanguageModel model = tiny.build();
        ModelEngine engine = engine(model, config(model, bytes(model, 900)))) {
      List<Submission> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        // six beginnings, cut and continued in different ways
        int[] head = Requests.tokens(random.nextInt(6), 64 * random.nextInt(6));
        int[] tail = Requests.tokens(random.nextInt(3), random.nextInt(1, 60));
        GenerationRequest request =
            Requests.greedy(Requests.joined(head, tail), random.nextInt(12));
        long until = random.nextInt(4) == 0 ? random.nextInt(9) : Long.MAX_VALUE;
        long[] asked = {0};
        all.add(engine.submit(request, within(engine), () -> ++asked[0] > until));
      }
      all.forEach(one -> assertThat(one.await().reason()).isIn(ends()));
      within(engine).accept(new Token(0, ""));
      assertThat(engine.status().reservedBytes()).isZero();
    }
  }

  private static List<FinishReason> ends() {
    return List.of(FinishReason.MAX_TOKENS, FinishReason.CANCELLED);
  }

  @ParameterizedTest
  @EnumSource(TinyModel.class)
  void the_positions_in_memory_are_told_and_shared_ones_once(TinyModel tiny) {
    try (LanguageModel model = tiny.build();
        ModelEngine engine = new ModelEngine(model, new ByteTokens(), EngineConfig.of(model))) {
      int[] prompt = Requests.tokens(1, 300);
      long before = engine.status().heldTokens();
      var _ = engine.generate(Requests.greedy(prompt, 8), _ -> {});
      long one = engine.status().heldTokens();
      var _ = engine.generate(Requests.greedy(prompt, 8), _ -> {});
      assertThat(before).isZero();
      assertThat(one).isBetween(300L, 308L);
      assertThat(engine.status().heldTokens()).isBetween(one, one + 308);
    }
  }

  @Test
  void snapshots_make_room_the_oldest_first() {
    try (LanguageModel model = TinyModel.TRANSFORMER.build();
        ModelEngine engine = engine(model, config(model, 3 * bytes(model, 256)))) {
      for (int i = 0; i < 4; i++) {
        var _ = engine.generate(Requests.greedy(Requests.tokens(i, 250), 0), within(engine));
      }
      assertThat(engine.status().snapshots()).isPositive();
      // the youngest is there, the oldest is not
      assertThat(reused(engine, 3)).isEqualTo(250);
      assertThat(reused(engine, 0)).isZero();
    }
  }

  private static int reused(ModelEngine engine, int seed) {
    return engine
        .generate(Requests.greedy(Requests.tokens(seed, 250), 0), within(engine))
        .reusedTokens();
  }

  @ParameterizedTest
  @EnumSource(names = {"RETENTION", "WINDOW", "TRANSFORMER"})
  void a_request_that_waits_costs_no_snapshot(TinyModel tiny) {
    try (LanguageModel model = tiny.build();
        ModelEngine engine = engine(model, config(model, bytes(model, 920) + bytes(model, 64)))) {
      var _ = engine.generate(Requests.greedy(Requests.tokens(1, 64), 0), _ -> {});
      List<Integer> snapshots = new ArrayList<>();
      Submission first =
          engine.submit(
              Requests.greedy(Requests.tokens(2, 20), 900),
              _ -> snapshots.add(engine.status().snapshots()),
              () -> false);
      Submission second =
          engine.submit(Requests.greedy(Requests.tokens(3, 20), 900), _ -> {}, () -> false);
      first.await();
      assertThat(snapshots).doesNotContain(0);
      second.await();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RETENTION", "WINDOW", "TRANSFORMER"})
  void a_cancelled_request_leaves_no_byte(TinyModel tiny) {
    try (LanguageModel model = tiny.build();
        ModelEngine engine = engine(model, config(model))) {
      var _ = engine.generate(Requests.greedy(Requests.tokens(1, 300), 5), _ -> {});
      EngineStatus before = engine.status();
      for (int when : new int[] {0, 1, 5, 30, 60}) {
        int[] asked = {0};
        int[] prompt = Requests.joined(Requests.tokens(1, 200), Requests.tokens(when, 900));
        Finished finished =
            engine.generate(Requests.greedy(prompt, 500), _ -> {}, () -> ++asked[0] > when);
        assertThat(finished.reason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(engine.status().heldBytes())
            .as("cancelled at %s", when)
            .isEqualTo(before.heldBytes());
        assertThat(engine.status().snapshots()).isEqualTo(before.snapshots());
      }
      Submission over = engine.submit(Requests.greedy(new int[] {1}, 1), _ -> {}, () -> false);
      assertThat(over.await().reason()).isEqualTo(FinishReason.MAX_TOKENS);
      over.cancel();
      assertThat(over.await().reason()).isEqualTo(FinishReason.MAX_TOKENS);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RETENTION", "WINDOW", "TRANSFORMER"})
  void a_cancelled_session_keeps_its_past(TinyModel tiny) {
    int[] prompt = Requests.tokens(1, 200);
    try (LanguageModel model = tiny.build();
        ModelEngine engine = engine(model, config(model));
        GenerationSession session = engine.open()) {
      int[] asked = {0};
      Finished first = session.generate(Requests.greedy(prompt, 9), _ -> {}, () -> ++asked[0] > 3);
      assertThat(first.reason()).isEqualTo(FinishReason.CANCELLED);
      long passed = model.passed().lower();
      assertThat(passed).isBetween(1L, 199L);
      int[] generated = Requests.generated(session, Requests.greedy(new int[0], 9));
      assertThat(model.passed().lower()).isEqualTo(200 + 8);
      assertThat(generated)
          .isEqualTo(Requests.alone(engine(model, config(model)), Requests.greedy(prompt, 9)));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RETENTION", "WINDOW", "TRANSFORMER"})
  void int8_says_nearly_the_same(TinyModel tiny) {
    try (LanguageModel model = tiny.build()) {
      GenerationRequest request = Requests.greedy(Requests.tokens(1, 300), 20);
      int[] plain = Requests.alone(engine(model, config(model)), request);
      EngineConfig small = config(model).with(KeyValueFormat.INT8);
      try (ModelEngine engine = engine(model, small)) {
        int[] quantized = Requests.generated(engine, request);
        assertThat(quantized).startsWith(plain[0], plain[1], plain[2], plain[3]);
        long passed = model.passed().lower();
        assertThat(Requests.generated(engine, request)).isEqualTo(quantized); // through a fork
        assertThat(model.passed().lower() - passed).isLessThan(200);
      }
    }
  }
}
