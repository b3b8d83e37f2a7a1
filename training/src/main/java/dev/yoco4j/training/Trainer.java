package dev.yoco4j.training;

import static org.bytedeco.pytorch.global.torch.tensor;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.training.data.TokenSequences;
import dev.yoco4j.training.optimizer.AdamW;
import org.bytedeco.pytorch.Tensor;

/// Steps of one run: data, gradient passes, update, state.
///
/// A step whose loss or gradient is not finite changes nothing but the state's counters; after
/// [#MOST_SKIPS_IN_A_ROW] of them in a row the run ends.
public final class Trainer implements AutoCloseable {
  /// Skipped steps in a row that end a run.
  public static final int MOST_SKIPS_IN_A_ROW = 10;

  private final LanguageModel model;
  private final TokenSequences data;
  private final TrainingConfig config;
  private final Budget budget;
  private final GradientPass pass;
  private final AdamW optimizer;
  private TrainingState state = TrainingState.start();

  /// Prepares a run from its start.
  ///
  /// @param model the model; it must outlive this, and its weights will require gradients
  /// @param data sequences to train on
  /// @param config the settings
  /// @param budget how long to go on
  public Trainer(LanguageModel model, TokenSequences data, TrainingConfig config, Budget budget) {
    this.model = model;
    this.data = data;
    this.config = config;
    this.budget = budget;
    pass = config.gradientPass();
    model.parameters().requireGradients();
    optimizer = new AdamW(model.parameters(), config.optimizer());
  }

  /// How far the run is.
  ///
  /// @return the state after the last step
  public TrainingState state() {
    return state;
  }

  /// The moments and master weights.
  ///
  /// @return the optimizer, owned by this
  public AdamW optimizer() {
    return optimizer;
  }

  /// The model being trained.
  ///
  /// @return the model
  public LanguageModel model() {
    return model;
  }

  /// Goes on from a saved state, once weights and optimizer have been restored.
  ///
  /// @param saved the state
  public void resumeAt(TrainingState saved) {
    state = saved;
  }

  /// Whether the budget is spent.
  ///
  /// @return true if no step is left
  public boolean finished() {
    return budget.done(state) >= 1;
  }

  /// Makes one step.
  ///
  /// @return [TrainingEvent.Stepped], or [TrainingEvent.Skipped]
  /// @throws DivergedException if too many steps in a row were not finite
  public TrainingEvent step() {
    long start = System.nanoTime();
    double rate =
        config.optimizer().learningRate()
            * config.schedule().factor(state.stageSteps(), budget.done(state));
    double loss = 0;
    for (int i = 0; i < config.accumulation(); i++) {
      loss += gradients(state.position() + (long) i * config.batchSize()) / config.accumulation();
    }
    double norm = optimizer.gradientNorm();
    long sequences = (long) config.batchSize() * config.accumulation();
    if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
      optimizer.discardGradients();
      state = state.afterSkip(sequences, seconds(start));
      return skipped(loss, norm);
    }
    optimizer.step(rate, norm);
    double seconds = seconds(start);
    state = state.afterStep(sequences, config.tokensPerStep(), seconds);
    return new TrainingEvent.Stepped(
        state.step(),
        loss,
        norm,
        rate,
        state.tokens(),
        config.tokensPerStep() / seconds,
        state.seconds(),
        budget.done(state));
  }

  private double gradients(long position) {
    try (Scope _ = Scope.open()) {
      long row = config.sequenceLength() + 1L;
      Tensor tokens =
          model
              .parameters()
              .device()
              .move(tensor(data.batch(position, config.batchSize())))
              .view(config.batchSize(), row); // [B, T + 1]
      Tensor inputs = tokens.narrow(1, 0, row - 1);
      Tensor targets = tokens.narrow(1, 1, row - 1);
      double loss = pass.run(model, inputs, targets, 1.0 / config.accumulation());
      optimizer.accumulate();
      return loss;
    }
  }

  private TrainingEvent skipped(double loss, double norm) {
    if (state.skippedInARow() >= MOST_SKIPS_IN_A_ROW) {
      throw new DivergedException(
          "%d steps in a row had a loss or gradient that is not finite, the last at step %d (loss %s, gradient norm %s): lower --learning-rate or lengthen --warmup-steps, then --resume"
              .formatted(MOST_SKIPS_IN_A_ROW, state.step(), loss, norm));
    }
    return new TrainingEvent.Skipped(state.step(), loss, norm, state.skipped());
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  @Override
  public void close() {
    optimizer.close();
  }
}
