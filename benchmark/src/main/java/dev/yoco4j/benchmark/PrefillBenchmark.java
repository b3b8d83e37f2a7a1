package dev.yoco4j.benchmark;

import dev.yoco4j.benchmark.inference.Prompt;
import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.accounting.Operations;
import dev.yoco4j.torch.Precision;

/// Time until a prompt is taken in and its last position's logits are there.
///
/// Weights are random: they do not change how long it takes.
public final class PrefillBenchmark implements AutoCloseable {
  private static final long SEED = 1;
  private static final long WARM_UP = 256;

  private final LanguageModel model;

  /// Builds the model and runs it once.
  ///
  /// @param config its shape
  /// @param precision of weights and activations
  public PrefillBenchmark(ModelConfig config, Precision precision) {
    model = LanguageModel.build(config, Parameters.random(SEED, precision));
    double _ = seconds(WARM_UP);
  }

  /// Operations of a prompt by the accounting.
  ///
  /// @param length positions
  /// @return floating-point operations
  public double operations(long length) {
    return new Operations(model.config()).prefill(length);
  }

  /// Takes a prompt in.
  ///
  /// @param length positions, at least 1
  /// @return seconds
  public double seconds(long length) {
    try (SequencePast past = new SequencePast(PastLayout.of(model, length))) {
      return Prompt.pass(model, past, length).logits();
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
