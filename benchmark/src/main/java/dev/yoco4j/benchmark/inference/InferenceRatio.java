package dev.yoco4j.benchmark.inference;

import java.util.OptionalDouble;

/// A YOCO beside the Transformer next to it in size, in one precision at one length: how many times
/// better it is, from medians.
///
/// @param yoco at the smallest batch that both were measured at
/// @param transformer at the same batch
/// @param yocoLargest at its largest batch
/// @param transformerLargest at its largest batch, which may be another
public record InferenceRatio(
    InferenceRow yoco,
    InferenceRow transformer,
    InferenceRow yocoLargest,
    InferenceRow transformerLargest) {
  /// Peak of the Transformer over that of the YOCO, weights included.
  ///
  /// @return a factor, or empty where peaks are not known
  public OptionalDouble memory() {
    long own = yoco.memory().peak().orElse(0);
    long other = transformer.memory().peak().orElse(0);
    return own > 0 && other > 0 ? OptionalDouble.of((double) other / own) : OptionalDouble.empty();
  }

  /// Bytes that a position adds, the Transformer's over the YOCO's.
  ///
  /// @return a factor
  public double keyValueBytesPerToken() {
    return (double) transformer.keyValueBytesPerToken() / yoco.keyValueBytesPerToken();
  }

  /// Prefill time of the Transformer over that of the YOCO.
  ///
  /// @return a factor
  public double prefill() {
    return transformer.prefill().median() / yoco.prefill().median();
  }

  /// Time of a decoding step, the Transformer's over the YOCO's, both at the same batch.
  ///
  /// @return a factor
  public double step() {
    return transformer.step().median() / yoco.step().median();
  }

  /// Tokens per second of the YOCO over those of the Transformer, each at its largest batch.
  ///
  /// @return a factor
  public double throughput() {
    return yocoLargest.tokensPerSecond() / transformerLargest.tokensPerSecond();
  }
}
