package dev.yoco4j.benchmark.inference;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.past.Past;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Decoding steps on random tokens, one token for each sequence of a batch.
///
/// At least 8 are timed, and more until a second has passed, after one that is not timed.
final class DecodeSteps {
  static final int LEAST = 8;
  static final int MOST = 63;

  /// Positions that a past needs beyond the prompt.
  static final int POSITIONS = MOST + 1;

  private static final double ENOUGH_SECONDS = 1;

  private DecodeSteps() {}

  /// The median of the steps.
  ///
  /// @param past of `batch` sequences, with room for [#POSITIONS] more
  /// @return seconds
  static double medianSeconds(LanguageModel model, Past past, long batch) {
    double _ = step(model, past, batch);
    List<Double> seconds = new ArrayList<>();
    double sum = 0;
    while (seconds.size() < LEAST || (sum < ENOUGH_SECONDS && seconds.size() < MOST)) {
      double step = step(model, past, batch);
      seconds.add(step);
      sum += step;
    }
    return Spread.of(seconds).median();
  }

  private static double step(LanguageModel model, Past past, long batch) {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      Tensor tokens = Prompt.tokens(model, batch, 1); // [B, 1]
      long start = System.nanoTime();
      Prompt.choose(model.next(tokens, past));
      return (System.nanoTime() - start) / 1e9;
    }
  }
}
