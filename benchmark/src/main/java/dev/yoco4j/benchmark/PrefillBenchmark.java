package dev.yoco4j.benchmark;

import static org.bytedeco.pytorch.global.torch.randint;

import dev.yoco4j.inference.cache.PastLayout;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.accounting.Operations;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Time until a prompt is taken in and its last position's logits are there.
///
/// Weights are random: they do not change how long it takes.
public final class PrefillBenchmark implements AutoCloseable {
  private static final long SEED = 1;
  private static final long SEGMENT = 2048;
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
    long start = System.nanoTime();
    try (NoGrad _ = NoGrad.open();
        Scope _ = Scope.open();
        SequencePast past = new SequencePast(PastLayout.of(model, length))) {
      Tensor tokens =
          randint(0, model.config().vocabularySize(), new long[] {1, length})
              .to(ScalarType.Long); // [1, T]
      for (long from = 0; from < length; from += SEGMENT) {
        long positions = Math.min(SEGMENT, length - from);
        Tensor segment = tokens.narrow(1, from, positions);
        if (from + positions < length) {
          model.absorb(segment, past);
        } else {
          Tensor _ = model.next(segment, past);
        }
      }
      return (System.nanoTime() - start) / 1e9;
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
