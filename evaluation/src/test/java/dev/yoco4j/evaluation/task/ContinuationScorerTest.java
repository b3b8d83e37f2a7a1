package dev.yoco4j.evaluation.task;

import static dev.yoco4j.testkit.TensorAssert.assertThatTensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.evaluation.EvaluationListener;
import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.testkit.Tolerances;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContinuationScorerTest {
  private static final int TOKENS = 61;

  private static LanguageModel model(String preset) {
    return LanguageModel.build(
        ModelPresets.named(preset).withVocabularySize(TOKENS),
        Parameters.random(7, Precision.FLOAT32));
  }

  private static TokenIds tokens(SplittableRandom random, int count) {
    return TokenIds.of(random.ints(count, 0, TOKENS).toArray());
  }

  /// Contexts of one token and of many, equal and nearly equal lengths, shared and not; choices
  /// that differ in the last token only; one continuation longer than what is scored at once.
  private static List<Request> requests() {
    SplittableRandom random = new SplittableRandom(3);
    List<Request> requests = new ArrayList<>();
    for (int length : new int[] {1, 5, 5, 6, 9, 40, 41, 63, 300}) {
      TokenIds context = tokens(random, length);
      for (int choice : new int[] {1, 1, 3, 8}) {
        requests.add(new Request(context, tokens(random, choice), false));
      }
    }
    requests.add(new Request(tokens(random, 7), tokens(random, 70), false));
    return requests;
  }

  private static double[] scores(LanguageModel model, BatchLimits limits) {
    List<Request> requests = requests();
    double[] scores = new double[requests.size()];
    new ContinuationScorer(model, limits)
        .score(
            requests,
            EvaluationListener.none(),
            (request, logProbability) -> scores[request] = logProbability);
    return scores;
  }

  /// One full pass for each request, by `logits`.
  private static double[] byDefinition(LanguageModel model) {
    return requests().stream().mapToDouble(request -> byDefinition(model, request)).toArray();
  }

  private static double byDefinition(LanguageModel model, Request request) {
    try (Scope _ = Scope.open();
        NoGrad _ = NoGrad.open()) {
      int from = request.context().size();
      long[] all =
          LongStream.concat(
                  Arrays.stream(request.context().toArray()).asLongStream(),
                  Arrays.stream(request.continuation().toArray()).asLongStream())
              .toArray();
      Tensor logits = model.logits(Tensor.create(all, 1, all.length)); // [1, T, V]
      Tensor logs = Floats.float32(logits).log_softmax(2);
      double sum = 0;
      for (int i = from; i < all.length; i++) {
        sum += Floats.number(logs.select(0, 0).select(0, i - 1).select(0, all[i]));
      }
      return sum;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"yoco-tiny-gret", "yoco-tiny-swa", "transformer-tiny"})
  void batches_forks_and_early_exit_change_nothing(String preset) {
    try (LanguageModel model = model(preset);
        Scope _ = Scope.open()) {
      Tensor expected = Tensor.create(byDefinition(model));
      for (BatchLimits limits :
          List.of(
              BatchLimits.of(Device.CPU),
              BatchLimits.of(Device.CUDA),
              BatchLimits.alone(),
              new BatchLimits(3, 16, 20, 8))) {
        assertThatTensor(Tensor.create(scores(model, limits)))
            .isCloseTo(expected, Tolerances.FORWARD);
      }
    }
  }

  /// Four choices after 300 tokens: the context passes the lower half once, the upper half never.
  @Test
  void a_context_is_taken_in_once_and_leaves_half_way() {
    try (LanguageModel model = model("yoco-tiny-gret")) {
      SplittableRandom random = new SplittableRandom(3);
      TokenIds context = tokens(random, 300);
      List<Request> requests = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        requests.add(new Request(context, tokens(random, 5), false));
      }
      score(model, requests);
      assertThat(model.passed().lower()).isEqualTo(299 + 4 * 5);
      assertThat(model.passed().upper()).isEqualTo(4 * 5);
    }
  }

  /// Yes and no are one token each, and both are read from the same row.
  @Test
  void choices_of_one_token_are_fed_once() {
    try (LanguageModel model = model("yoco-tiny-gret")) {
      TokenIds context = tokens(new SplittableRandom(3), 30);
      List<Request> requests =
          List.of(
              new Request(context, TokenIds.of(4), false),
              new Request(context, TokenIds.of(9), false));
      score(model, requests);
      assertThat(model.passed().upper()).isEqualTo(1);
    }
  }

  @Test
  void a_model_without_weights_gives_each_token_an_equal_part() {
    try (LanguageModel model = model("yoco-tiny-gret")) {
      try (Scope _ = Scope.open();
          NoGrad _ = NoGrad.open()) {
        model.parameters().tensors().values().forEach(weight -> weight.zero_());
      }
      double[] scores = scores(model, BatchLimits.of(Device.CPU));
      List<Request> requests = requests();
      for (int i = 0; i < scores.length; i++) {
        assertThat(scores[i])
            .isCloseTo(
                -requests.get(i).continuation().size() * Math.log(TOKENS), Offset.offset(1e-4));
      }
    }
  }

  @Test
  void numbers_that_are_none_are_told() {
    try (LanguageModel model = model("yoco-tiny-gret")) {
      try (Scope _ = Scope.open();
          NoGrad _ = NoGrad.open()) {
        Tensor _ = model.parameters().get("lm_head.weight").fill_(new Scalar(Float.NaN));
      }
      assertThatThrownBy(() -> scores(model, BatchLimits.of(Device.CPU)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the model computes no numbers");
    }
  }

  private static void score(LanguageModel model, List<Request> requests) {
    new ContinuationScorer(model, BatchLimits.of(Device.CPU))
        .score(
            requests,
            EvaluationListener.none(),
            (_, logProbability) -> assertThat(logProbability).isNegative());
  }
}
