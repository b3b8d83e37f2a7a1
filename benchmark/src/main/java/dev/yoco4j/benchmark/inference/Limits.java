package dev.yoco4j.benchmark.inference;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.accounting.PastBytes;
import dev.yoco4j.torch.Precision;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/// What is not tried, because it would take too long or too much memory.
///
/// @param seconds that one prefill, or the steps of one batch, may take
/// @param availableBytes that a measurement may take, at the moment
record Limits(double seconds, LongSupplier availableBytes) {
  private static final double GIB = 1L << 30;
  private static final long LOADING_BYTES = 256L << 20;

  /// What the largest batch leaves free.
  private static final double SPARE = 0.2;

  /// How much more than its positions need a past may have allocated.
  private static final double AHEAD = 1 + 1 / 64.0;

  /// Whether a model's weights can be loaded.
  ///
  /// @return why not, or empty
  Optional<String> onWeights(BenchmarkModel model, Precision precision) {
    return onBytes(
        "its weights need", model.weightBytes(precision) + LOADING_BYTES, availableBytes);
  }

  /// Whether a prompt can be measured.
  ///
  /// @return why not, or empty
  Optional<String> onLength(ModelConfig config, Precision precision, Pace pace, long length) {
    double expected = pace.prefillSeconds(length);
    if (expected > seconds) {
      return Optional.of(tooLong("its prefill", expected));
    }
    return onBytes(
        "it needs",
        pastBytes(config, precision, length, 1) + pace.restBytes(length),
        availableBytes);
  }

  /// Whether the steps of a batch can be measured, when the prompt can.
  ///
  /// @return why not, or empty
  Optional<String> onBatch(
      ModelConfig config, Precision precision, Pace pace, long length, long batch) {
    double expected = DecodeSteps.LEAST * pace.stepSeconds(length, batch);
    if (expected > seconds) {
      return Optional.of(tooLong("its steps", expected));
    }
    return onBytes("it needs", batchBytes(config, precision, pace, length, batch), availableBytes);
  }

  /// The largest power of two that can be measured, with a fifth of the memory to spare.
  ///
  /// @return at least 1
  long largestBatch(ModelConfig config, Precision precision, Pace pace, long length) {
    long available = availableBytes.getAsLong();
    LongSupplier less = () -> (long) (available * (1 - SPARE));
    Limits sparing = new Limits(seconds, less);
    long batch = 1;
    while (sparing.onBatch(config, precision, pace, length, 2 * batch).isEmpty()) {
      batch *= 2;
    }
    return batch;
  }

  /// Copies are made of a past that stays while they are.
  private static long batchBytes(
      ModelConfig config, Precision precision, Pace pace, long length, long batch) {
    long pasts = batch == 1 ? 1 : batch + 1;
    return pastBytes(config, precision, length, pasts) + pace.restBytes(length);
  }

  private static long pastBytes(
      ModelConfig config, Precision precision, long length, long sequences) {
    long one = PastBytes.of(config, precision).at(length + DecodeSteps.POSITIONS);
    return (long) (AHEAD * one * sequences);
  }

  private String tooLong(String what, double expected) {
    return String.format(
        Locale.ROOT,
        "%s would take about %,.1f s by the pace so far, the limit is %,.1f s",
        what,
        expected,
        seconds);
  }

  private static Optional<String> onBytes(String what, long needed, LongSupplier availableBytes) {
    long available = availableBytes.getAsLong();
    return needed <= available
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s about %.2f GiB, %.2f GiB of memory is available",
                what,
                needed / GIB,
                available / GIB));
  }
}
