package dev.yoco4j.training.optimizer;

/// One step's constants, with the moments' start from zero corrected.
///
/// @param update factor on `m / (sqrt(v) / root + epsilon)`
/// @param root by which the root of the second moment is divided
/// @param decay factor on decayed weights
record StepSize(double update, double root, double decay) {
  static StepSize of(AdamWConfig config, double learningRate, long step) {
    return new StepSize(
        learningRate / (1 - Math.pow(config.beta1(), (double) step)),
        Math.sqrt(1 - Math.pow(config.beta2(), (double) step)),
        1 - learningRate * config.weightDecay());
  }
}
