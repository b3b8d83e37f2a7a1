package dev.yoco4j.evaluation.task;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.evaluation.EvaluationListener;
import dev.yoco4j.inference.GenerationEvent;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.ProbabilityReport;
import dev.yoco4j.inference.SamplingConfig;
import dev.yoco4j.inference.ScoredToken;
import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.inference.engine.EngineConfig;
import dev.yoco4j.inference.engine.ModelEngine;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.testkit.EachDevice;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.text.ByteTokenizer;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who asks an engine for the log-probabilities of prompts, as lm-evaluation-harness asks a server,
/// gets what `eval tasks` computes by itself.
@EachDevice
class TheEngineScoresTheSameTest {
  private static final int TOKENS = 258;

  private final Device device;

  TheEngineScoresTheSameTest(Device device) {
    this.device = device;
  }

  private static TokenIds tokens(SplittableRandom random, int count) {
    return TokenIds.of(random.ints(count, 0, TOKENS).toArray());
  }

  private static List<Request> requests() {
    SplittableRandom random = new SplittableRandom(8);
    List<Request> requests = new ArrayList<>();
    for (int length : new int[] {1, 2, 15, 16, 17, 100}) {
      TokenIds context = tokens(random, length);
      for (int choice : new int[] {1, 4, 20}) {
        requests.add(new Request(context, tokens(random, choice), false));
      }
    }
    return requests;
  }

  /// The harness's slice: what stands behind the context, without the token that was generated.
  private static double byEngine(ModelEngine engine, Request request) {
    int[] context = request.context().toArray();
    int[] continuation = request.continuation().toArray();
    int[] prompt = IntStream.concat(IntStream.of(context), IntStream.of(continuation)).toArray();
    List<ScoredToken> scores = new ArrayList<>();
    var finished =
        engine.generate(
            GenerationRequest.of(prompt, 1, SamplingConfig.greedy()).with(ProbabilityReport.all(1)),
            event -> {
              if (event instanceof GenerationEvent.Scored(int _, List<ScoredToken> some)) {
                scores.addAll(some);
              }
            });
    assertThat(finished.generatedTokens()).isEqualTo(1);
    assertThat(scores).hasSize(prompt.length - 1);
    for (ScoredToken score : scores) {
      double best = score.alternatives().getFirst().logProbability();
      assertThat(score.mostLikely()).isEqualTo(score.logProbability() == best);
    }
    return scores.subList(context.length - 1, prompt.length - 1).stream()
        .mapToDouble(ScoredToken::logProbability)
        .sum();
  }

  @ParameterizedTest
  @ValueSource(strings = {"yoco-tiny-gret", "yoco-tiny-swa", "transformer-tiny"})
  void the_engine_scores_what_eval_tasks_scores(String preset) {
    List<Request> requests = requests();
    double[] own = new double[requests.size()];
    try (LanguageModel model =
            LanguageModel.build(
                ModelPresets.named(preset).withVocabularySize(TOKENS),
                Parameters.random(7, Precision.FLOAT32, device));
        Scope _ = Scope.open()) {
      new ContinuationScorer(model, BatchLimits.of(device))
          .score(requests, EvaluationListener.none(), (request, sum) -> own[request] = sum);
      double[] served;
      try (ModelEngine engine =
          new ModelEngine(
              model, new ByteTokenizer(), EngineConfig.of(model).withPrefillSegment(16))) {
        served = requests.stream().mapToDouble(request -> byEngine(engine, request)).toArray();
      }
      assertThatTensor(Tensor.create(served)).isCloseTo(Tensor.create(own), Tolerances.FORWARD);
    }
  }
}
