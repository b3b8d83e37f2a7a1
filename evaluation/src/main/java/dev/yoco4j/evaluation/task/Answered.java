package dev.yoco4j.evaluation.task;

import java.util.List;

/// What a model gave for one question.
///
/// @param question its index in the task
/// @param logProbabilities of each alternative's continuation, in nats
/// @param truncated whether a context was longer than the model
public record Answered(int question, List<Double> logProbabilities, boolean truncated) {
  /// Copies the list.
  public Answered {
    logProbabilities = List.copyOf(logProbabilities);
  }

  /// The likeliest alternative; of equals the first, as numpy's `argmax` has it.
  ///
  /// @param lengths what each is divided by
  /// @return its index
  int best(List<Double> lengths) {
    int best = 0;
    for (int i = 1; i < lengths.size(); i++) {
      if (logProbabilities.get(i) / lengths.get(i)
          > logProbabilities.get(best) / lengths.get(best)) {
        best = i;
      }
    }
    return best;
  }
}
