package dev.yoco4j.benchmark.inference;

import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.inference.decode.DecodeStep;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Decoding steps on random tokens, one token for each sequence of a batch.
///
/// At least 8 are timed, and more until a second has passed, after two that are not timed: on a GPU
/// the second one is recorded.
final class DecodeSteps {
  static final int LEAST = 8;
  static final int MOST = 63;

  /// Positions that a past needs beyond the prompt.
  static final int POSITIONS = MOST + 2;

  private static final int NOT_TIMED = 2;
  private static final SplittableRandom RANDOM = new SplittableRandom(1);

  private static final double ENOUGH_SECONDS = 1;

  private DecodeSteps() {}

  /// The median of the steps.
  ///
  /// @param sequences with room for [#POSITIONS] more
  /// @return seconds
  static double medianSeconds(LanguageModel model, List<SequencePast> sequences) {
    try (DecodeStep step = DecodeStep.of(model, sequences)) {
      return medianSeconds(model, step, sequences.size());
    }
  }

  private static double medianSeconds(LanguageModel model, DecodeStep step, int batch) {
    for (int i = 0; i < NOT_TIMED; i++) {
      double _ = seconds(model, step, batch);
    }
    List<Double> seconds = new ArrayList<>();
    double sum = 0;
    while (seconds.size() < LEAST || (sum < ENOUGH_SECONDS && seconds.size() < MOST)) {
      double second = seconds(model, step, batch);
      seconds.add(second);
      sum += second;
    }
    return Spread.of(seconds).median();
  }

  private static double seconds(LanguageModel model, DecodeStep step, int batch) {
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open()) {
      long[] tokens = new long[batch];
      Arrays.setAll(tokens, _ -> RANDOM.nextInt(model.config().vocabularySize()));
      long start = System.nanoTime();
      Prompt.choose(step.next(tokens));
      return (System.nanoTime() - start) / 1e9;
    }
  }
}
