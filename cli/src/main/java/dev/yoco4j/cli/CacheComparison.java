package dev.yoco4j.cli;

import dev.yoco4j.benchmark.PrefillBenchmark;
import dev.yoco4j.cli.report.Comparison;
import dev.yoco4j.cli.report.ComparisonRow;
import dev.yoco4j.cli.report.ModelSize;
import dev.yoco4j.cli.report.Timing;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.accounting.ParameterCount;
import dev.yoco4j.model.accounting.PastBytes;
import dev.yoco4j.torch.Precision;
import java.util.ArrayList;
import java.util.List;

/// What long contexts cost a YOCO and the Transformer of equal size, on this machine.
///
/// Bytes are exact. A prefill that would take longer than [#MOST_SECONDS] is not run: its time is
/// the accounting's operations at the rate of the longest that was.
record CacheComparison(
    String yocoName,
    ModelConfig yoco,
    String transformerName,
    ModelConfig transformer,
    Precision precision) {
  private static final List<Long> CONTEXTS = List.of(1L << 10, 8L << 10, 64L << 10, 1L << 20);
  private static final double MOST_SECONDS = 15;

  Comparison run() {
    PastBytes yocoBytes = PastBytes.of(yoco, precision);
    PastBytes transformerBytes = PastBytes.of(transformer, precision);
    List<Timing> yocoTimes = times(yoco);
    List<Timing> transformerTimes = times(transformer);
    List<ComparisonRow> rows = new ArrayList<>();
    for (int i = 0; i < CONTEXTS.size(); i++) {
      long context = CONTEXTS.get(i);
      rows.add(
          new ComparisonRow(
              context,
              yocoBytes.at(context),
              transformerBytes.at(context),
              yocoTimes.get(i),
              transformerTimes.get(i)));
    }
    return new Comparison(
        new ModelSize(yocoName, ParameterCount.of(yoco).total()),
        new ModelSize(transformerName, ParameterCount.of(transformer).total()),
        "one sequence, weights and cache in " + precision.label(),
        "its operations at the rate of the longest prefill measured",
        rows);
  }

  private List<Timing> times(ModelConfig config) {
    List<Timing> times = new ArrayList<>();
    try (PrefillBenchmark benchmark = new PrefillBenchmark(config, precision)) {
      double secondsPerOperation = 0;
      for (long context : CONTEXTS) {
        double expected = benchmark.operations(context) * secondsPerOperation;
        if (expected > MOST_SECONDS) {
          times.add(new Timing.Computed(expected));
        } else {
          double seconds = benchmark.seconds(context);
          secondsPerOperation = seconds / benchmark.operations(context);
          times.add(new Timing.Measured(seconds));
        }
      }
    }
    return times;
  }
}
