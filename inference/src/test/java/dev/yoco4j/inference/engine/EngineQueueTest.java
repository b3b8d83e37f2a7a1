package dev.yoco4j.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yoco4j.inference.GenerationEvent.Started;
import dev.yoco4j.inference.GenerationEvent.Token;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.ProbabilityReport;
import dev.yoco4j.inference.QueueFullException;
import dev.yoco4j.inference.RequestTooLargeException;
import dev.yoco4j.inference.SamplingConfig;
import dev.yoco4j.inference.Submission;
import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.inference.TokenPreferences;
import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.inference.laws.Requests;
import dev.yoco4j.inference.laws.TinyModel;
import dev.yoco4j.model.LanguageModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who waits, who is refused, and what they are told.
@Timeout(60)
class EngineQueueTest {
  private final LanguageModel model = TinyModel.RETENTION.build();

  @AfterEach
  void closeModel() {
    model.close();
  }

  private ModelEngine engine(EngineConfig config) {
    return new ModelEngine(model, new ByteTokens(), config.withPrefillSegment(32));
  }

  @Test
  void beyond_the_queue_requests_are_refused_until_one_is_over() throws InterruptedException {
    CountDownLatch gate = new CountDownLatch(1);
    try (ModelEngine engine = engine(EngineConfig.of(model).withBatch(1).withQueue(2))) {
      List<Submission> taken = new ArrayList<>();
      GenerationRequest request = Requests.greedy(Requests.tokens(1, 8), 3);
      taken.add(engine.submit(request, _ -> await(gate), () -> false));
      taken.add(engine.submit(request, _ -> {}, () -> false));
      taken.add(engine.submit(request, _ -> {}, () -> false));
      assertThatThrownBy(() -> engine.submit(request, _ -> {}, () -> false))
          .isInstanceOf(QueueFullException.class)
          .hasMessage(
              "the queue is full: 3 requests run or wait, and no more may; try again later");
      gate.countDown();
      taken.forEach(one -> assertThat(one.await().generatedTokens()).isPositive());
      while (engine.status().waiting() + engine.status().decoding() > 0) {
        Thread.sleep(1);
      }
      assertThat(engine.generate(request, _ -> {}).generatedTokens()).isEqualTo(3);
    }
  }

  private static void await(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_request_is_told_once_that_it_waits_no_longer_and_what_is_in_memory() {
    try (ModelEngine engine = engine(EngineConfig.of(model))) {
      int[] tokens = Requests.tokens(2, 70);
      assertThat(engine.tokensInMemory(TokenIds.of(tokens))).isZero();
      Recording first = new Recording();
      var _ = engine.generate(Requests.greedy(tokens, 0), first);
      assertThat(first.events().getFirst()).isInstanceOf(Started.class);
      assertThat(first.of(Started.class)).hasSize(1);
      assertThat(first.of(Started.class).getFirst().reusedTokens()).isZero();
      int[] longer = Requests.joined(tokens, Requests.tokens(3, 9));
      assertThat(engine.tokensInMemory(TokenIds.of(longer))).isEqualTo(70);
      Recording second = new Recording();
      var _ = engine.generate(Requests.greedy(longer, 1), second);
      assertThat(second.of(Started.class).getFirst().reusedTokens()).isEqualTo(70);
      assertThat(second.of(Started.class).getFirst().total()).isEqualTo(79);
    }
  }

  @Test
  void what_never_fits_is_refused_with_its_numbers() {
    try (ModelEngine engine = engine(EngineConfig.of(model).withMaxPositions(100))) {
      RequestTooLargeException refused =
          catchThrowableOfType(
              RequestTooLargeException.class,
              () -> engine.generate(Requests.greedy(Requests.tokens(1, 101), 1), _ -> {}));
      assertThat(refused.promptTokens()).isEqualTo(101);
      assertThat(refused.limitTokens()).isEqualTo(100);
      assertThat(refused.remedy()).contains("raise --positions");
      assertThat(engine.limits().maxPositions()).isEqualTo(100);
    }
  }

  @Test
  void scoring_is_admitted_with_what_its_logits_take() {
    PastLayout layout = PastLayout.of(model, model.config().maxPositions());
    EngineConfig plain = EngineConfig.of(model).withPrefillSegment(32);
    long exact = layout.bytes(65) + ScoredPiece.of(model, plain).bytes();
    GenerationRequest request =
        Requests.greedy(Requests.tokens(1, 64), 1).with(ProbabilityReport.all(1));
    try (ModelEngine engine = engine(plain.with(new MemoryBudget(exact, 0, 0)))) {
      assertThat(engine.generate(request, _ -> {}).generatedTokens()).isEqualTo(1);
    }
    try (ModelEngine engine = engine(plain.with(new MemoryBudget(exact - 1, 0, 0)))) {
      assertThatThrownBy(() -> engine.generate(request, _ -> {}))
          .isInstanceOf(RequestTooLargeException.class);
    }
  }

  @Test
  void scoring_can_be_cancelled_between_pieces() {
    try (ModelEngine engine = engine(EngineConfig.of(model))) {
      Recording events = new Recording();
      GenerationRequest request =
          Requests.greedy(Requests.tokens(1, 320), 1).with(ProbabilityReport.all(1));
      var finished = engine.generate(request, events, () -> events.events().size() > 4);
      assertThat(finished.generatedTokens()).isZero();
      assertThat(engine.status().absorbedPositions()).isLessThan(200);
      assertThat(engine.status().snapshots()).isZero();
    }
  }

  @Test
  void a_bias_steers_generation_and_must_be_for_a_token() {
    try (ModelEngine engine = engine(EngineConfig.of(model))) {
      SamplingConfig wanted =
          SamplingConfig.greedy().with(new TokenPreferences(0, 0, Map.of(7, 100.0)));
      Recording events = new Recording();
      var _ = engine.generate(GenerationRequest.of(new int[] {1, 2}, 4, wanted), events);
      assertThat(events.tokens()).containsExactly(7, 7, 7, 7);
      assertThat(events.of(Token.class)).allSatisfy(t -> assertThat(t.score()).isEmpty());
      SamplingConfig beyond =
          SamplingConfig.greedy().with(new TokenPreferences(0, 0, Map.of(61, 1.0)));
      assertThatThrownBy(
              () -> engine.generate(GenerationRequest.of(new int[] {1}, 4, beyond), _ -> {}))
          .hasMessage("logit bias must be for tokens below 61, was for 61");
    }
  }
}
