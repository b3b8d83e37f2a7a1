package dev.yoco4j.benchmark.inference;

import dev.yoco4j.torch.Precision;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.TreeSet;

/// Runs a plan: models that fit together take turns at each length, so that a busy moment of the
/// machine meets all of them.
public final class InferenceBenchmark {
  /// The part of the memory up to which the weights of all models are loaded together.
  private static final int TOGETHER = 4;

  private final InferencePlan plan;
  private final InferenceListener listener;
  private final Limits limits;
  private final Map<Precision, Ceilings> ceilings = new EnumMap<>(Precision.class);
  private final Samples samples = new Samples();
  private final List<Skipped> skipped = new ArrayList<>();
  private boolean interleaved = true;
  private long done;

  /// Prepares a run.
  ///
  /// @param plan what to measure
  /// @param listener is told how it goes
  public InferenceBenchmark(InferencePlan plan, InferenceListener listener) {
    this.plan = plan;
    this.listener = listener;
    limits = new Limits(plan.limitSeconds(), plan.device()::availableBytes);
  }

  /// Measures everything that the limits allow.
  ///
  /// @return what was found
  public InferenceResults run() {
    return plan.device().onOwnStream(this::measureAll);
  }

  private InferenceResults measureAll() {
    for (Precision precision : plan.precisions()) {
      for (List<BenchmarkModel> group : groups(precision)) {
        measure(precision, group);
      }
    }
    return new InferenceResults(
        plan, interleaved, ceilings, samples.rows(plan, this::ceilings), skipped);
  }

  private List<List<BenchmarkModel>> groups(Precision precision) {
    long weights = plan.models().stream().mapToLong(m -> m.weightBytes(precision)).sum();
    if (weights <= plan.device().availableBytes() / TOGETHER) {
      return List.of(plan.models());
    }
    interleaved &= plan.models().size() == 1;
    return plan.models().stream().map(List::of).toList();
  }

  private void measure(Precision precision, List<BenchmarkModel> group) {
    measureCeilings(precision);
    List<PreparedModel> prepared = new ArrayList<>();
    try {
      for (BenchmarkModel model : group) {
        load(model, precision, prepared);
      }
      for (long length : plan.lengths()) {
        measureCeilings(precision);
        measure(precision, prepared, length);
      }
    } finally {
      prepared.forEach(PreparedModel::close);
    }
  }

  private void measureCeilings(Precision precision) {
    ceilings.merge(precision, Ceilings.of(plan.device(), precision), Ceilings::best);
  }

  private Ceilings ceilings(Precision precision) {
    return Objects.requireNonNull(ceilings.get(precision));
  }

  private void load(BenchmarkModel model, Precision precision, List<PreparedModel> prepared) {
    limits
        .onWeights(model, precision)
        .ifPresentOrElse(
            reason -> plan.lengths().forEach(length -> skip(model, precision, length, reason)),
            () ->
                prepared.add(
                    PreparedModel.load(
                        model,
                        precision,
                        plan.device(),
                        ceilings(precision),
                        plan.lengths().getLast())));
  }

  private void measure(Precision precision, List<PreparedModel> prepared, long length) {
    SequencedMap<PreparedModel, List<Long>> batches = new LinkedHashMap<>();
    for (PreparedModel model : prepared) {
      limits
          .onLength(model.described().config(), precision, model.pace(), length)
          .ifPresentOrElse(
              reason -> skip(model.described(), precision, length, reason),
              () -> batches.put(model, batches(model, precision, length)));
    }
    for (int i = 0; i < plan.repetitions(); i++) {
      batches.forEach((model, sizes) -> repeat(precision, model, length, sizes));
    }
  }

  private void repeat(Precision precision, PreparedModel model, long length, List<Long> batches) {
    BenchmarkModel described = model.described();
    listener.measuring(described.name(), length, done++, total());
    model
        .repeat(length, batches)
        .forEach((batch, sample) -> samples.add(described, precision, length, batch, sample));
  }

  /// The batches that can be measured; the others are skipped, but one always remains, for the
  /// prompt is measured whatever follows.
  private List<Long> batches(PreparedModel model, Precision precision, long length) {
    TreeSet<Long> batches = new TreeSet<>();
    BenchmarkModel described = model.described();
    for (BatchSize size : plan.batches()) {
      switch (size) {
        case BatchSize.Largest() ->
            batches.add(limits.largestBatch(described.config(), precision, model.pace(), length));
        case BatchSize.Fixed(long sequences) ->
            limits
                .onBatch(described.config(), precision, model.pace(), length, sequences)
                .ifPresentOrElse(
                    reason ->
                        skip(
                            new Skipped(
                                described.name(),
                                precision,
                                length,
                                OptionalLong.of(sequences),
                                reason)),
                    () -> batches.add(sequences));
      }
    }
    if (batches.isEmpty()) {
      batches.add(1L);
    }
    return List.copyOf(batches);
  }

  private void skip(BenchmarkModel model, Precision precision, long length, String reason) {
    done += plan.repetitions();
    skip(new Skipped(model.name(), precision, length, OptionalLong.empty(), reason));
  }

  private void skip(Skipped what) {
    skipped.add(what);
    listener.skipped(what);
  }

  private long total() {
    return (long) plan.precisions().size()
        * plan.models().size()
        * plan.lengths().size()
        * plan.repetitions();
  }
}
