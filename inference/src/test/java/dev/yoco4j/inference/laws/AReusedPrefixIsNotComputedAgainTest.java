package dev.yoco4j.inference.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.inference.GenerationEvent.Finished;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.GenerationSession;
import dev.yoco4j.inference.engine.ByteTokens;
import dev.yoco4j.inference.engine.EngineConfig;
import dev.yoco4j.inference.engine.ModelEngine;
import dev.yoco4j.inference.engine.Recording;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.PassedPositions;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.testkit.EachDevice;
import dev.yoco4j.torch.Precision;
import org.junit.jupiter.api.Timeout;

@EachDevice
@Timeout(60)
class AReusedPrefixIsNotComputedAgainTest {
  private static final int SEGMENT = 32;
  private static final int GENERATED = 20;
  private static final int[] COMMON = Requests.tokens(1, 515);

  private static ModelEngine engine(LanguageModel model) {
    return new ModelEngine(
        model, new ByteTokens(), EngineConfig.of(model).withPrefillSegment(SEGMENT));
  }

  private static GenerationRequest request(long seed, int rest) {
    return Requests.greedy(Requests.joined(COMMON, Requests.tokens(seed, rest)), GENERATED);
  }

  @ForEachModel(precisions = Precision.FLOAT32)
  void a_second_request_pays_for_what_is_new(Subject tiny) {
    try (LanguageModel model = tiny.build();
        ModelEngine engine = engine(model)) {
      Finished first = engine.generate(request(2, 40), _ -> {});
      assertThat(first.reusedTokens()).isZero();
      PassedPositions before = model.passed();
      checkPassed(tiny, PassedPositionsSince.start(before), 555, GENERATED);
      Recording events = new Recording();
      Finished second = engine.generate(request(3, 50), events);
      assertThat(second.reusedTokens()).isBetween(256, 512);
      assertThat(second.reusedTokens() % SEGMENT).isZero();
      checkPassed(
          tiny,
          new PassedPositionsSince(before, model.passed()),
          565 - second.reusedTokens(),
          GENERATED);
      assertThat(engine.status().reusedTokens()).isEqualTo(second.reusedTokens());
      assertThat(engine.status().skippedPositions()).isEqualTo(model.passed().skipped());
      assertThat(engine.status().absorbedPositions()).isEqualTo(model.passed().lower());
      assertThat(events.tokens()).isEqualTo(Requests.alone(engine(model), request(3, 50)));
    }
  }

  /// What passed between two looks.
  private record PassedPositionsSince(PassedPositions before, PassedPositions after) {
    static PassedPositionsSince start(PassedPositions after) {
      return new PassedPositionsSince(new PassedPositions(0, 0), after);
    }

    long lower() {
      return after.lower() - before.lower();
    }

    long upper() {
      return after.upper() - before.upper();
    }
  }

  /// The last token generated passes nothing; a prompt enters the cross-decoder with one row.
  private static void checkPassed(
      Subject tiny, PassedPositionsSince passed, int prompt, int generated) {
    assertThat(passed.lower()).isEqualTo(prompt + generated - 1);
    boolean leavesEarly = tiny.config() instanceof YocoConfig;
    assertThat(passed.upper()).isEqualTo(leavesEarly ? generated : passed.lower());
  }

  @ForEachModel(precisions = Precision.FLOAT32)
  void the_same_prompt_again_passes_one_token(Subject tiny) {
    try (LanguageModel model = tiny.build();
        ModelEngine engine = engine(model)) {
      int[] prompt = Requests.tokens(4, 77);
      Finished _ = engine.generate(Requests.greedy(prompt, 0), _ -> {});
      long before = model.passed().lower();
      Finished absorbed = engine.generate(Requests.greedy(prompt, 0), _ -> {});
      assertThat(absorbed.reusedTokens()).isEqualTo(77);
      assertThat(model.passed().lower()).isEqualTo(before);
      Finished longer =
          engine.generate(Requests.greedy(Requests.joined(prompt, new int[] {5}), 1), _ -> {});
      assertThat(longer.reusedTokens()).isEqualTo(77);
      assertThat(model.passed().lower()).isEqualTo(before + 1);
    }
  }

  @ForEachModel(precisions = Precision.FLOAT32)
  void a_session_counts_as_reused_what_is_of_its_prompt(Subject tiny) {
    try (LanguageModel model = tiny.build();
        ModelEngine engine = engine(model);
        GenerationSession session = engine.open()) {
      Finished _ = session.generate(Requests.greedy(Requests.tokens(5, 50), 5), _ -> {});
      long before = model.passed().lower();
      Finished second = session.generate(Requests.greedy(Requests.tokens(6, 9), 5), _ -> {});
      assertThat(second.reusedTokens()).isZero();
      assertThat(model.passed().lower() - before).isEqualTo(1 + 9 + 4);
    }
  }
}
