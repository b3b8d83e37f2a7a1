package dev.yoco4j.evaluation.task;

import java.util.List;
import java.util.OptionalDouble;

/// A share of right answers.
///
/// @param right answers that are
/// @param questions asked, at least one
public record Accuracy(int right, int questions) {
  static Accuracy of(List<Question> questions, List<Answered> answers, Normalisation by) {
    int right = 0;
    for (Answered answered : answers) {
      Question question = questions.get(answered.question());
      List<Double> lengths = question.alternatives().stream().map(by::length).toList();
      right += answered.best(lengths) == question.gold() ? 1 : 0;
    }
    return new Accuracy(right, answers.size());
  }

  /// The share.
  ///
  /// @return from 0 to 1
  public double mean() {
    return (double) right / questions;
  }

  /// The standard error of the mean, `sqrt(p (1 - p) / (n - 1))`: the sample's deviation over
  /// `sqrt(n)`.
  ///
  /// @return the error, or empty for a single question
  public OptionalDouble standardError() {
    double share = mean();
    return questions < 2
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.sqrt(share * (1 - share) / (questions - 1)));
  }
}
