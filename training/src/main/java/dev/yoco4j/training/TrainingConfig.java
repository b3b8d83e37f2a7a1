package dev.yoco4j.training;

import dev.yoco4j.model.layer.Checks;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.training.optimizer.AdamWConfig;
import dev.yoco4j.training.schedule.Schedule;

/// Everything that decides what a run computes, but for the model's shape and the data.
///
/// @param sequenceLength targets in a sequence, `T`
/// @param batchSize sequences in one forward and backward pass, `B`
/// @param accumulation passes per optimizer step
/// @param optimizer AdamW's settings
/// @param schedule the learning rate over the run
/// @param precision of weights and activations; master weights are float32 in either
/// @param recomputeActivations whether layers run again in the backward pass instead of keeping
///   activations
/// @param seed of the first weights, the split and the order of the data
/// @param validationFraction of the tokens kept back for validation
public record TrainingConfig(
    int sequenceLength,
    int batchSize,
    int accumulation,
    AdamWConfig optimizer,
    Schedule schedule,
    Precision precision,
    boolean recomputeActivations,
    long seed,
    double validationFraction) {
  /// Checks the bounds.
  public TrainingConfig {
    Checks.atLeastOne("sequence length", sequenceLength);
    Checks.atLeastOne("batch size", batchSize);
    Checks.atLeastOne("accumulation", accumulation);
    if (!(validationFraction >= 0 && validationFraction < 1)) {
      throw new IllegalArgumentException(
          "validation fraction must be at least 0 and below 1, was " + validationFraction);
    }
  }

  /// The same settings with other sequences.
  ///
  /// @param length targets in a sequence
  /// @param batch sequences in one forward and backward pass
  /// @return a copy
  public TrainingConfig withSequences(int length, int batch) {
    return new TrainingConfig(
        length,
        batch,
        accumulation,
        optimizer,
        schedule,
        precision,
        recomputeActivations,
        seed,
        validationFraction);
  }

  /// Targets in one optimizer step.
  ///
  /// @return tokens
  public long tokensPerStep() {
    return (long) sequenceLength * batchSize * accumulation;
  }

  /// The pass over one batch.
  ///
  /// @return the pass that this configuration asks for
  public GradientPass gradientPass() {
    return recomputeActivations
        ? GradientPass.recomputingActivations()
        : GradientPass.keepingActivations();
  }
}
