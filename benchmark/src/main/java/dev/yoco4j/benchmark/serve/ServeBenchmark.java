package dev.yoco4j.benchmark.serve;

import dev.yoco4j.benchmark.serve.StreamsLoad.Round;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;

/// Runs a plan. Batch sizes take turns, so that a busy moment of the machine meets all of them.
public final class ServeBenchmark {
  private record Cell(int streams, int batch) {}

  private final ServePlan plan;
  private final ServerStarter starter;
  private final ServeListener listener;
  private final SequencedMap<Cell, List<Round>> rounds = new LinkedHashMap<>();
  private final Random seeds;
  private long done;

  /// Prepares a run.
  ///
  /// @param plan what to measure
  /// @param starter of servers with [ServePlan#positions]
  /// @param listener is told how it goes
  public ServeBenchmark(ServePlan plan, ServerStarter starter, ServeListener listener) {
    this.plan = plan;
    this.starter = starter;
    this.listener = listener;
    seeds = new Random(plan.seed());
  }

  /// Measures everything.
  ///
  /// @return what was found
  /// @throws IllegalStateException if a server refuses what the plan asks of it
  public ServeResults run() {
    for (int repetition = 0; repetition < plan.repetitions(); repetition++) {
      for (int streams : plan.streams().streams()) {
        for (int batch : plan.streams().batches()) {
          measure(new Cell(streams, batch));
        }
      }
    }
    List<StreamsRow> rows = new ArrayList<>();
    rounds.forEach((cell, all) -> rows.add(StreamsLoad.row(cell.batch(), cell.streams(), all)));
    return new ServeResults(plan, rows, reuse(), gap());
  }

  private void measure(Cell cell) {
    tell("%d streams, %d at once".formatted(cell.streams(), cell.batch()));
    StreamsLoad load = new StreamsLoad(plan.streams(), plan.vocabulary());
    try (var server = starter.start(cell.batch());
        ServerClient client = new ServerClient(server.address())) {
      load.warmUp(client, cell.streams(), seeds);
      rounds
          .computeIfAbsent(cell, _ -> new ArrayList<>())
          .add(load.run(client, cell.streams(), seeds));
    }
  }

  private ContextReuse reuse() {
    try (var server = starter.start(plan.batch());
        ServerClient client = new ServerClient(server.address())) {
      ContextLoad load = new ContextLoad(client, plan);
      for (int i = 0; i < plan.repetitions(); i++) {
        tell("a shared context of %d tokens".formatted(plan.context()));
        load.repeat();
      }
      return load.result();
    }
  }

  private PrefillGap gap() {
    try (var server = starter.start(plan.batch());
        ServerClient client = new ServerClient(server.address())) {
      PrefillLoad load = new PrefillLoad(client, plan);
      for (int i = 0; i < plan.repetitions(); i++) {
        tell("a prompt of %d tokens beside a stream".formatted(plan.longPrompt()));
        load.repeat();
      }
      return load.result();
    }
  }

  private void tell(String part) {
    done++;
    listener.measuring(part, done, total());
  }

  private long total() {
    long cells = (long) plan.streams().streams().size() * plan.streams().batches().size();
    return plan.repetitions() * (cells + 2);
  }
}
