package dev.yoco4j.evaluation.synthetic;

import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.accounting.PrefillSegment;
import dev.yoco4j.model.past.Past;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;

/// What a model would answer at the end of texts, and what the right answer costs it.
///
/// Texts that fit a segment pass the model together. A longer one passes it alone, and all of it
/// but the answer leaves a YOCO half-way: its logits are never made.
final class AnswerScorer {
  private static final long[] OVER_VOCABULARY = {-1};

  private final LanguageModel model;
  private final int segment;
  private final Runnable between;

  /// Scores with segments that suit the machine.
  ///
  /// @param between called between segments; may throw to end the scoring
  AnswerScorer(LanguageModel model, Runnable between) {
    this(model, PrefillSegment.positions(model.config(), model.parameters().device()), between);
  }

  AnswerScorer(LanguageModel model, int segment, Runnable between) {
    this.model = model;
    this.segment = segment;
    this.between = between;
  }

  /// A text with its answer.
  ///
  /// @param tokens all of it
  /// @param answer how many of them, at the end, are the answer
  record Asked(TokenIds tokens, int answer) {
    int inputs() {
      return tokens.size() - 1;
    }

    LongStream range(int from, int to) {
      return Arrays.stream(tokens.toArray(), from, to).asLongStream();
    }
  }

  /// What became of it.
  ///
  /// @param exact whether each token of the answer is the model's first choice
  /// @param nats what the answer costs
  record Answer(boolean exact, double nats) {}

  /// Scores texts of one length with answers of one length.
  List<Answer> score(List<Asked> asked) {
    List<Answer> answers = new ArrayList<>();
    int rows = segment / Math.max(1, asked.getFirst().inputs());
    for (int from = 0; from < asked.size(); from += Math.max(1, rows)) {
      between.run();
      if (rows == 0) {
        answers.add(alone(asked.get(from)));
      } else {
        answers.addAll(together(asked.subList(from, Math.min(from + rows, asked.size()))));
      }
    }
    return answers;
  }

  private List<Answer> together(List<Asked> asked) {
    int columns = asked.getFirst().inputs();
    long[] inputs = asked.stream().flatMapToLong(one -> one.range(0, columns)).toArray();
    try (Scope _ = Scope.open();
        NoGrad _ = NoGrad.open()) {
      Past none = Past.none(model.parameters().device());
      Tensor logits = model.score(Tensor.create(inputs, asked.size(), columns), none); // [B, T, V]
      return answers(logits, asked);
    }
  }

  private Answer alone(Asked asked) {
    int context = asked.inputs() - asked.answer();
    try (SequencePast past = new SequencePast(PastLayout.of(model, asked.inputs()))) {
      for (int from = 0; from < context; from += segment) {
        between.run();
        try (Scope _ = Scope.open();
            NoGrad _ = NoGrad.open()) {
          model.absorb(inputs(asked, from, Math.min(from + segment, context)), past);
        }
      }
      try (Scope _ = Scope.open();
          NoGrad _ = NoGrad.open()) {
        Tensor logits = model.score(inputs(asked, context, asked.inputs()), past); // [1, T, V]
        return answers(logits, List.of(asked)).getFirst();
      }
    }
  }

  private static Tensor inputs(Asked asked, int from, int to) {
    long[] inputs = asked.range(from, to).toArray();
    return Tensor.create(inputs, 1, inputs.length); // [1, T]
  }

  /// @param logits `[B, T, V]`, whose last positions are followed by the answers
  private static List<Answer> answers(Tensor logits, List<Asked> asked) {
    int length = asked.getFirst().answer();
    long[] targets =
        asked.stream()
            .flatMapToLong(one -> one.range(one.inputs() + 1 - length, one.inputs() + 1))
            .toArray();
    Tensor rows =
        Floats.float32(logits.narrow(1, logits.size(1) - length, length)).flatten(0, 1); // [B A, V]
    Tensor right =
        Device.of(logits).move(Tensor.create(targets, targets.length)).unsqueeze(1); // [B A, 1]
    Tensor own = rows.gather(1, right).squeeze(1); // [B A]
    double[] nats = Floats.numbers(rows.logsumexp(OVER_VOCABULARY, false).sub(own));
    double[] behind = Floats.numbers(rows.amax(OVER_VOCABULARY, false).sub(own));
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      double cost = Arrays.stream(nats, i * length, (i + 1) * length).sum();
      if (!Double.isFinite(cost)) {
        throw new IllegalStateException(
            "the model's output is no number: its weights are broken, or too large for the dtype");
      }
      boolean exact = Arrays.stream(behind, i * length, (i + 1) * length).allMatch(b -> b == 0);
      answers.add(new Answer(exact, cost));
    }
    return answers;
  }
}
