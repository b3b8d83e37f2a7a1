package dev.yoco4j.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.inference.EngineFailedException;
import dev.yoco4j.inference.FinishReason;
import dev.yoco4j.inference.GenerationEvent.Finished;
import dev.yoco4j.inference.GenerationEvent.Prefilled;
import dev.yoco4j.inference.GenerationEvent.Token;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.Submission;
import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.inference.laws.Requests;
import dev.yoco4j.inference.laws.TinyModel;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.past.Past;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What goes wrong with one request is that request's; nobody waits for ever.
@Timeout(30)
class EngineFaultsTest {
  private static final int BAD = 60;
  private static final String HALF_WAY =
      "a step, tokens \\[2, 1] behind \\[\\d+, \\d+] positions: half-way";

  private final LanguageModel model = TinyModel.RETENTION.build();
  private final GenerationRequest request = Requests.greedy(Requests.tokens(1, 100), 12);
  private final List<ModelEngine> engines = new ArrayList<>();

  @AfterEach
  void close() {
    engines.forEach(ModelEngine::close);
    model.close();
  }

  private ModelEngine engine(LanguageModel watched) {
    EngineConfig config = EngineConfig.of(model).withPrefillSegment(32).withBatch(4);
    ModelEngine engine = new ModelEngine(watched, new ByteTokens(), config.withoutSnapshots());
    engines.add(engine);
    return engine;
  }

  private ModelEngine engine() {
    return engine(model);
  }

  private int[] want() {
    return Requests.alone(engine(), request);
  }

  private static void checkEmpty(ModelEngine engine) {
    assertThat(engine.status().heldBytes()).isZero();
    assertThat(engine.status().reservedBytes()).isZero();
    assertThat(engine.status().decoding() + engine.status().prefilling()).isZero();
    assertThat(engine.status().waiting()).isZero();
  }

  /// Others run on, and what comes after runs.
  private void goesOn(ModelEngine engine, Submission failing, String message) {
    Recording events = new Recording();
    Submission other = engine.submit(request, events, () -> false);
    assertThatThrownBy(failing::await).hasMessage(message);
    assertThat(other.await().reason()).isEqualTo(FinishReason.MAX_TOKENS);
    assertThat(events.tokens()).isEqualTo(want());
    assertThat(Requests.generated(engine, request)).isEqualTo(want());
    checkEmpty(engine);
  }

  @Test
  void a_consumer_that_throws_ends_its_request_alone() {
    for (Class<?> kind : List.of(Prefilled.class, Token.class, Finished.class)) {
      ModelEngine engine = engine();
      Submission failing =
          engine.submit(
              request,
              event -> {
                if (kind.isInstance(event)) {
                  throw new IllegalStateException("no more of this");
                }
              },
              () -> false);
      goesOn(engine, failing, "no more of this");
    }
  }

  @Test
  void so_does_one_that_throws_an_error() {
    for (Class<?> kind : List.of(Prefilled.class, Token.class, Finished.class)) {
      ModelEngine engine = engine();
      Submission failing =
          engine.submit(
              request,
              event -> {
                if (kind.isInstance(event)) {
                  throw new LinkageError("no such class");
                }
              },
              () -> false);
      goesOn(engine, failing, "no such class");
    }
  }

  @Test
  void so_does_a_wish_to_cancel_that_throws() {
    ModelEngine engine = engine();
    Submission failing =
        engine.submit(
            request,
            _ -> {},
            () -> {
              throw new IllegalStateException("who knows");
            });
    goesOn(engine, failing, "who knows");
  }

  @Test
  void a_model_that_throws_over_a_prompt_fails_that_request_alone() {
    ModelEngine engine =
        engine(
            new WatchedModel(
                model,
                (tokens, _) -> {
                  if (tokens.size(1) > 1 && tokens.select(1, 0).item_long() == BAD) {
                    throw new LinkageError("no room for this");
                  }
                }));
    int[] prompt = Requests.tokens(2, 70);
    prompt[32] = BAD;
    goesOn(
        engine,
        engine.submit(Requests.greedy(prompt, 3), _ -> {}, () -> false),
        "no room for this");
  }

  @Test
  void a_model_that_throws_over_a_batch_fails_the_batch_and_goes_on() {
    int[] steps = {0};
    ModelEngine engine =
        engine(
            new WatchedModel(
                model,
                (tokens, _) -> {
                  if (tokens.size(1) == 1 && tokens.size(0) == 2 && steps[0]++ == 3) {
                    throw new IllegalStateException("half-way");
                  }
                }));
    Submission one = engine.submit(request, _ -> {}, () -> false);
    Submission two = engine.submit(request, _ -> {}, () -> false);
    assertThatThrownBy(one::await).hasMessageMatching(HALF_WAY);
    assertThatThrownBy(two::await).hasMessageMatching(HALF_WAY);
    assertThat(Requests.generated(engine, request)).isEqualTo(want());
    checkEmpty(engine);
  }

  @Test
  void memory_that_runs_out_over_a_prompt_is_told_with_the_shapes() {
    ModelEngine engine =
        engine(
            new WatchedModel(
                model,
                (tokens, _) -> {
                  if (tokens.size(1) > 1 && tokens.select(1, 0).item_long() == BAD) {
                    throw new IllegalStateException(
                        "CUDA out of memory. Tried to allocate 20.00 GiB.\nSee documentation.");
                  }
                }));
    int[] prompt = Requests.tokens(2, 70);
    prompt[32] = BAD;
    goesOn(
        engine,
        engine.submit(Requests.greedy(prompt, 3), _ -> {}, () -> false),
        "a prompt, tokens [1, 32] behind 32 positions: CUDA out of memory. Tried to allocate 20.00"
            + " GiB.");
  }

  @Test
  void of_a_batch_only_sequences_without_numbers_fail() {
    ModelEngine engine =
        engine(
            new WatchedModel(
                model,
                (tokens, past) -> {
                  if (tokens.size(1) > 1 && tokens.select(1, 0).item_long() == BAD) {
                    poison(past, 1);
                  }
                }));
    int[] prompt = Requests.tokens(2, 64);
    prompt[32] = BAD; // the last segment's output is sound, the first step after it is not
    goesOn(
        engine,
        engine.submit(Requests.greedy(prompt, 3), _ -> {}, () -> false),
        "the model's output at position 65 is broken: the logit of token 0 is NaN; all weights are"
            + " finite, but self-decoder layer 1 wrote numbers that are not: they outgrow the"
            + " model's precision; --dtype float32 may help");
  }

  private static void poison(Past past, int slot) {
    var store = past.retention(slot);
    long batch = past.positions().size();
    Tensor state = store.get(batch, 2, 16, 16);
    Tensor _ = state.fill_(new Scalar(Double.NaN));
  }

  /// What a GPU does after a kernel has touched memory that is not there: everything fails.
  @Test
  void a_device_that_does_nothing_more_ends_the_engine_and_nobody_waits() throws Exception {
    int[] steps = {0};
    AtomicReference<Optional<String>> device = new AtomicReference<>(Optional.empty());
    WatchedModel watched =
        new WatchedModel(
            model,
            (tokens, _) -> {
              if (tokens.size(1) == 1 && steps[0]++ == 3) {
                device.set(Optional.of("an illegal memory access was encountered (700)"));
                throw new IllegalStateException("CUDA error: what a kernel did before");
              }
            });
    ModelEngine engine =
        new ModelEngine(
            watched, new ByteTokens(), EngineConfig.of(model).withBatch(2), device::get);
    engines.add(engine);
    List<Submission> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(engine.submit(request, _ -> {}, () -> false));
    }
    String line =
        "the engine can't go on, restart the process: an illegal memory access was encountered"
            + " (700)";
    for (Submission one : all) {
      assertThatThrownBy(one::await).isInstanceOf(EngineFailedException.class).hasMessage(line);
    }
    assertThat(engine.failure()).contains(line);
    assertThatThrownBy(() -> engine.submit(request, _ -> {}, () -> false))
        .isInstanceOf(EngineFailedException.class)
        .hasMessage(line);
    assertThatThrownBy(() -> engine.tokensInMemory(TokenIds.of(new int[] {1}))).hasMessage(line);
    engine.close();
    checkEmpty(engine);
  }

  @Test
  void an_engine_that_was_closed_has_not_failed() {
    ModelEngine engine = engine();
    engine.close();
    assertThat(engine.failure()).isEmpty();
  }

  @Test
  void after_the_end_there_is_no_submission_and_the_end_may_come_twice() {
    ModelEngine engine = engine();
    engine.close();
    engine.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> engine.submit(request, _ -> {}, () -> false))
        .withMessage("the engine is closed");
  }

  @Test
  void the_end_cancels_what_runs_and_what_waits() throws InterruptedException {
    ModelEngine engine = engine();
    CountDownLatch begun = new CountDownLatch(1);
    List<Submission> all = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      all.add(
          engine.submit(
              Requests.greedy(Requests.tokens(i, 40), 1500), _ -> begun.countDown(), () -> false));
    }
    begun.await();
    engine.close();
    for (Submission one : all) {
      assertThat(one.await().reason()).isEqualTo(FinishReason.CANCELLED);
    }
    checkEmpty(engine);
  }

  @Test
  void a_consumer_may_end_the_engine_and_may_submit() {
    ModelEngine engine = engine();
    List<Submission> second = new ArrayList<>();
    Submission first =
        engine.submit(
            request,
            event -> {
              if (event instanceof Finished) {
                second.add(engine.submit(request, _ -> {}, () -> false));
                engine.close();
              }
            },
            () -> false);
    assertThat(first.await().reason()).isEqualTo(FinishReason.MAX_TOKENS);
    assertThat(second.getFirst().await().reason()).isEqualTo(FinishReason.CANCELLED);
  }

  @Test
  void a_consumer_that_would_wait_for_its_own_thread_is_told() {
    ModelEngine engine = engine();
    Submission failing =
        engine.submit(
            request,
            event -> {
              if (event instanceof Token) {
                var _ = engine.generate(request, _ -> {});
              }
            },
            () -> false);
    goesOn(
        engine,
        failing,
        "a consumer of events can't wait for a request: both are the device thread's");
  }

  @Test
  void an_interrupt_ends_neither_the_engine_nor_the_wait() {
    ModelEngine engine = engine();
    Submission first = engine.submit(request, _ -> Thread.currentThread().interrupt(), () -> false);
    Thread.currentThread().interrupt();
    assertThat(first.await().generatedTokens()).isEqualTo(12);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(Requests.generated(engine, request)).isEqualTo(want());
  }

  @Test
  void threads_may_submit_at_once() throws Exception {
    ModelEngine engine = engine();
    int[] want = want();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<int[]>> all = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        all.add(threads.submit(() -> Requests.generated(engine, request)));
      }
      for (Future<int[]> one : all) {
        assertThat(one.get()).isEqualTo(want);
      }
    }
    checkEmpty(engine);
  }

  @Test
  void a_budget_that_weights_exceed_is_refused() {
    MemoryBudget budget = new MemoryBudget(3L << 30, 2L << 30, (1L << 30) + 1);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new ModelEngine(model, new ByteTokens(), EngineConfig.of(model).with(budget)))
        .withMessage(
            "the model's weights need 2.00 GiB and activations 1.00 GiB, of 3.00 GiB: raise --memory,"
                + " or load the weights in a smaller format");
  }
}
