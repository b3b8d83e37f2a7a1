package dev.yoco4j.benchmark.inference;

import dev.yoco4j.torch.Precision;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What a benchmark found.
///
/// @param plan what was to be measured
/// @param interleaved whether the models took turns, all of them in memory at once
/// @param ceilings what the device did best meanwhile
/// @param rows by precision, length, model and batch
/// @param skipped what was not measured
public record InferenceResults(
    InferencePlan plan,
    boolean interleaved,
    Map<Precision, Ceilings> ceilings,
    List<InferenceRow> rows,
    List<Skipped> skipped) {
  /// Copies the collections.
  public InferenceResults {
    ceilings = Map.copyOf(ceilings);
    rows = List.copyOf(rows);
    skipped = List.copyOf(skipped);
  }

  /// Every YOCO beside the Transformer next to it in size, where both were measured.
  ///
  /// @return by precision, length and model
  public List<InferenceRatio> ratios() {
    return plan.precisions().stream()
        .flatMap(precision ->
            plan.lengths().stream()
                .flatMap(length ->
                    plan.models().stream()
                        .filter(BenchmarkModel::isYoco)
                        .flatMap(yoco -> ratio(yoco, precision, length).stream())))
        .toList();
  }

  /// The rows of a model at a length, from the smallest batch.
  ///
  /// @param model one of the plan's
  /// @param precision one of the plan's
  /// @param length one of the plan's
  /// @return none if it was skipped
  public List<InferenceRow> rows(BenchmarkModel model, Precision precision, long length) {
    return rows.stream()
        .filter(row ->
            row.model().equals(model) && row.precision() == precision && row.length() == length)
        .sorted(Comparator.comparingLong(InferenceRow::batch))
        .toList();
  }

  private Optional<InferenceRatio> ratio(BenchmarkModel yoco, Precision precision, long length) {
    Optional<BenchmarkModel> transformer = besides(yoco);
    if (transformer.isEmpty()) {
      return Optional.empty();
    }
    List<InferenceRow> own = rows(yoco, precision, length);
    List<InferenceRow> others = rows(transformer.get(), precision, length);
    return own.stream()
        .flatMap(row ->
            others.stream()
                .filter(o -> o.batch() == row.batch())
                .flatMap(
                    o -> Stream.of(new InferenceRatio(row, o, own.getLast(), others.getLast()))))
        .findFirst();
  }

  private Optional<BenchmarkModel> besides(BenchmarkModel yoco) {
    return plan.models().stream()
        .filter(model -> !model.isYoco())
        .min(Comparator.comparingLong(m -> Math.abs(m.parameters() - yoco.parameters())));
  }
}
