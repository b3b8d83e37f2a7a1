package dev.yoco4j.cli.report;

import java.util.List;

/// How the loss of one of several runs went.
///
/// @param name what tells it from the others
/// @param curve with at least one step
public record RunLosses(String name, LossCurve curve) {
  /// The first steps cost so much that they would press the rest flat.
  private static final double DRAWN_FROM = 0.05;

  long tokens() {
    return curve.training().getLast().tokens();
  }

  List<TrainingPoint> drawnTraining() {
    return curve.smoothed().stream().filter(point -> isDrawn(point.tokens())).toList();
  }

  List<ValidationPoint> drawnValidation() {
    return curve.validation().stream().filter(point -> isDrawn(point.tokens())).toList();
  }

  private boolean isDrawn(long tokens) {
    return tokens >= DRAWN_FROM * tokens();
  }
}
