package dev.yoco4j.benchmark.inference;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.accounting.PastBytes;
import dev.yoco4j.torch.Precision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;

/// All repetitions, by what they repeat.
final class Samples {
  private record Cell(BenchmarkModel model, Precision precision, long length, long batch) {}

  private final SequencedMap<Cell, List<Sample>> cells = new LinkedHashMap<>();

  void add(BenchmarkModel model, Precision precision, long length, long batch, Sample sample) {
    cells
        .computeIfAbsent(new Cell(model, precision, length, batch), _ -> new ArrayList<>())
        .add(sample);
  }

  /// A row for each, in the order of the plan.
  List<InferenceRow> rows(InferencePlan plan, Function<Precision, Ceilings> ceilings) {
    List<InferenceRow> rows = new ArrayList<>();
    cells.forEach((cell, samples) -> rows.add(row(cell, samples, ceilings)));
    rows.sort(
        Comparator.comparingInt((InferenceRow row) -> plan.precisions().indexOf(row.precision()))
            .thenComparingLong(InferenceRow::length)
            .thenComparingInt(row -> plan.models().indexOf(row.model()))
            .thenComparingLong(InferenceRow::batch));
    return rows;
  }

  private static InferenceRow row(
      Cell cell, List<Sample> samples, Function<Precision, Ceilings> ceilings) {
    ModelConfig config = cell.model().config();
    return new InferenceRow(
        cell.model(),
        cell.precision(),
        cell.length(),
        cell.batch(),
        spread(samples, sample -> sample.prompt().logits()),
        spread(samples, sample -> sample.prompt().firstToken()),
        spread(samples, Sample::stepSeconds),
        samples.stream().map(Sample::memory).reduce(MemoryUse::orPeakOf).orElseThrow(),
        PastBytes.of(config, cell.precision()).perToken(),
        new Floors(config, cell.precision(), ceilings.apply(cell.precision())));
  }

  private static Spread spread(List<Sample> samples, Function<Sample, Double> seconds) {
    return Spread.of(samples.stream().map(seconds).toList());
  }
}
