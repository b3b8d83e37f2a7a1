package dev.yoco4j.training;

import static org.bytedeco.pytorch.global.torch.tensor;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.Segment;
import dev.yoco4j.model.loss.CrossEntropy;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.training.data.TokenSequences;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Mean loss on text kept back from training.
///
/// @param data sequences in a fixed order
/// @param mostSequences only the first of them are measured
public record Validation(TokenSequences data, int mostSequences) {
  /// Measures a model.
  ///
  /// @param model the model
  /// @param step for the event
  /// @return mean cross entropy over all targets measured
  public TrainingEvent.Validated measure(LanguageModel model, long step) {
    long sequences = Math.min(data.count(), mostSequences);
    double sum = 0;
    for (long i = 0; i < sequences; i++) {
      sum += loss(model, data.batch(i, 1));
    }
    long tokens = sequences * data.length();
    return new TrainingEvent.Validated(step, sum / tokens, tokens);
  }

  private double loss(LanguageModel model, long[] sequence) {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      Tensor tokens = model.parameters().device().move(tensor(sequence)).unsqueeze(0); // [1, T + 1]
      List<Tensor> state =
          Segment.throughAll(
              model.segments(data.length()), model.embed(tokens.narrow(1, 0, data.length())));
      Tensor targets = tokens.narrow(1, 1, data.length()).flatten();
      return CrossEntropy.sum(state.getFirst().flatten(0, 1), model.output(), targets);
    }
  }
}
