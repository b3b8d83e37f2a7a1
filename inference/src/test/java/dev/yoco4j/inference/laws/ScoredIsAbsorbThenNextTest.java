package dev.yoco4j.inference.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.inference.GenerationEvent.Finished;
import dev.yoco4j.inference.GenerationEvent.Scored;
import dev.yoco4j.inference.GenerationEvent.Token;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.GenerationSession;
import dev.yoco4j.inference.ProbabilityReport;
import dev.yoco4j.inference.SamplingConfig;
import dev.yoco4j.inference.ScoredToken;
import dev.yoco4j.inference.ScoredToken.Alternative;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.inference.engine.ByteTokens;
import dev.yoco4j.inference.engine.EngineConfig;
import dev.yoco4j.inference.engine.ModelEngine;
import dev.yoco4j.inference.engine.Recording;
import dev.yoco4j.inference.sampling.LogitRow;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.testkit.EachDevice;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;

/// A prompt that the engine scores is predicted as one token after the other would be.
@EachDevice
class ScoredIsAbsorbThenNextTest {
  private static final int LENGTH = 140;
  private static final Offset<Double> CLOSE = Offset.offset(20 * Tolerances.FORWARD);

  private static ModelEngine engine(LanguageModel model, int segment) {
    return new ModelEngine(
        model, new ByteTokens(), EngineConfig.of(model).withPrefillSegment(segment));
  }

  private static GenerationRequest scoring(int[] prompt, int maxTokens) {
    return GenerationRequest.of(prompt, maxTokens, SamplingConfig.greedy())
        .with(ProbabilityReport.all(3));
  }

  /// Scores of all tokens but the first, each from a pass of its own.
  private static List<ScoredToken> oneByOne(Subject tiny, LanguageModel model, int[] tokens) {
    List<ScoredToken> scores = new ArrayList<>();
    int width = model.config().vocabularySize();
    try (SequencePast past = tiny.past();
        NoGrad _ = NoGrad.open()) {
      for (int at = 0; at + 1 < tokens.length; at++) {
        try (Scope _ = Scope.open()) {
          Tensor one = Tensor.create(new long[] {tokens[at]}, 1, 1);
          double[] numbers = Floats.numbers(model.next(one, past));
          float[] logits = new float[width];
          for (int i = 0; i < width; i++) {
            logits[i] = (float) numbers[i];
          }
          scores.add(new LogitRow(logits, 0, width, width).score(tokens[at + 1], 3));
        }
      }
    }
    return scores;
  }

  private static List<ScoredToken> prompt(Recording events) {
    return events.of(Scored.class).stream().flatMap(part -> part.tokens().stream()).toList();
  }

  private static void assertSame(List<ScoredToken> have, List<ScoredToken> want) {
    assertThat(have).hasSameSizeAs(want);
    for (int i = 0; i < have.size(); i++) {
      ScoredToken one = have.get(i);
      assertThat(one.token()).isEqualTo(want.get(i).token());
      assertThat(one.logProbability()).isCloseTo(want.get(i).logProbability(), CLOSE);
      assertThat(one.mostLikely()).isEqualTo(want.get(i).mostLikely());
      assertThat(one.alternatives())
          .extracting(Alternative::token)
          .isEqualTo(want.get(i).alternatives().stream().map(Alternative::token).toList());
    }
  }

  @ForEachModel(precisions = Precision.FLOAT32)
  void a_scored_prompt_is_absorb_then_next_wherever_it_is_cut(Subject tiny) {
    int[] tokens = Requests.tokens(3, LENGTH);
    try (LanguageModel model = tiny.build()) {
      List<ScoredToken> want = oneByOne(tiny, model, tokens);
      for (int segment : new int[] {1, 37, 64, 256}) {
        Recording events = new Recording();
        try (ModelEngine engine = engine(model, segment)) {
          Finished finished = engine.generate(scoring(tokens, 1), events);
          assertThat(finished.generatedTokens()).isEqualTo(1);
        }
        assertSame(prompt(events), want);
        List<Integer> starts = events.of(Scored.class).stream().map(Scored::from).toList();
        assertThat(starts).startsWith(1).isSorted().doesNotHaveDuplicates();
      }
    }
  }

  @ForEachModel(value = "RETENTION|WINDOW|TRANSFORMER", precisions = Precision.FLOAT32)
  void the_token_that_follows_is_scored_as_if_it_were_a_prompts(Subject tiny) {
    int[] tokens = Requests.tokens(4, 50);
    try (LanguageModel model = tiny.build();
        ModelEngine engine = engine(model, 16)) {
      Recording first = new Recording();
      Finished _ = engine.generate(scoring(tokens, 3), first);
      List<ScoredToken> generated =
          first.of(Token.class).stream().map(token -> token.score().orElseThrow()).toList();
      assertThat(generated).extracting(ScoredToken::mostLikely).containsOnly(true);
      Recording second = new Recording();
      Finished again = engine.generate(scoring(Requests.joined(tokens, first.tokens()), 0), second);
      assertThat(again.reusedTokens()).isZero(); // what is in memory can't be scored
      assertSame(prompt(second).subList(49, 52), generated);
      assertThat(second.tokens()).isEmpty();
    }
  }

  @ForEachModel(value = "RETENTION|WINDOW|TRANSFORMER", precisions = Precision.FLOAT32)
  void a_session_scores_its_new_tokens_and_computes_no_others(Subject tiny) {
    int[] tokens = Requests.tokens(5, 90);
    try (LanguageModel model = tiny.build();
        ModelEngine engine = engine(model, 16);
        GenerationSession session = engine.open()) {
      Finished _ = session.generate(Requests.greedy(Arrays.copyOf(tokens, 64), 0), _ -> {});
      Recording events = new Recording();
      Finished _ = session.generate(scoring(Arrays.copyOfRange(tokens, 64, 90), 0), events);
      assertThat(events.of(Scored.class).getFirst().from()).isZero();
      assertSame(prompt(events), oneByOne(tiny, model, tokens).subList(63, 89));
    }
  }
}
