package dev.yoco4j.training.optimizer;

import dev.yoco4j.model.layer.Checks;

/// Settings of AdamW; the defaults are those of YOCO (arXiv 2405.05254) section 5.1 but for the
/// rate.
///
/// @param learningRate the peak rate
/// @param beta1 decay of the first moment
/// @param beta2 decay of the second moment
/// @param epsilon added to the root of the second moment
/// @param weightDecay decoupled decay of matrices; norms are not decayed
/// @param clipNorm gradients of a larger global norm are scaled down to it; 0 switches clipping off
public record AdamWConfig(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    double clipNorm) {
  /// Checks the bounds.
  public AdamWConfig {
    Checks.positive("learning rate", learningRate);
    Checks.positive("epsilon", epsilon);
    fraction("beta1", beta1);
    fraction("beta2", beta2);
    notNegative("weight decay", weightDecay);
    notNegative("clip norm", clipNorm);
  }

  /// The defaults with another rate.
  ///
  /// @param learningRate the peak rate
  /// @return betas 0.9 and 0.95, decay 0.1, clipping at 1
  public static AdamWConfig withLearningRate(double learningRate) {
    return new AdamWConfig(learningRate, 0.9, 0.95, 1e-8, 0.1, 1.0);
  }

  private static void fraction(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be at least 0 and below 1, was " + value);
    }
  }

  private static void notNegative(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be at least 0, was " + value);
    }
  }
}
