package dev.yoco4j.benchmark.serve;

import dev.yoco4j.torch.MachineMemory;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;

/// Mixed load for a while, with the process watched: server and clients are in it.
public final class Soak {
  /// Clients pause for so long at most, so that not all of them are always waiting.
  private static final int PAUSE_MILLIS = 400;

  private static final Duration IDLE_PATIENCE = Duration.ofSeconds(30);

  private final SoakPlan plan;
  private final ServerStarter starter;
  private final ServeListener listener;
  private final Tally tally = new Tally();
  private final List<SoakSample> samples = new ArrayList<>();

  /// Prepares a soak.
  ///
  /// @param plan what the load is
  /// @param starter of servers with the plan's positions, in this process
  /// @param listener is told how it goes
  public Soak(SoakPlan plan, ServerStarter starter, ServeListener listener) {
    this.plan = plan;
    this.starter = starter;
    this.listener = listener;
  }

  /// Runs it.
  ///
  /// @return what was found
  public SoakResults run() {
    try (var server = starter.start(plan.batch());
        ServerClient client = new ServerClient(server.address())) {
      long before = alive();
      long begin = System.nanoTime();
      long end = begin + plan.time().toNanos();
      List<Callable<Boolean>> tasks = new ArrayList<>();
      Random seeds = new Random(plan.seed());
      for (int i = 0; i < plan.clients(); i++) {
        SoakClient one =
            new SoakClient(
                client, new Requests(plan.vocabulary(), seeds.nextLong()), plan.positions());
        tasks.add(() -> visit(one, end));
      }
      tasks.add(() -> watch(client, begin, end));
      var _ = Together.run(tasks);
      EngineGauges idle = waitForIdle(client);
      return new SoakResults(
          plan,
          tally.done(),
          tally.busy(),
          tally.failed(),
          tally.failures(),
          samples,
          before,
          alive(),
          idle);
    }
  }

  private boolean visit(SoakClient client, long end) throws InterruptedException {
    while (System.nanoTime() < end) {
      Visit visit = Visit.at(client.requests().below(100));
      try {
        tally.add(visit, client.make(visit));
      } catch (RuntimeException e) {
        tally.fail(visit, e);
      }
      Thread.sleep(client.requests().below(PAUSE_MILLIS));
    }
    return true;
  }

  /// Takes a sample now and then, the last at the end.
  private boolean watch(ServerClient client, long begin, long end) throws InterruptedException {
    while (System.nanoTime() < end) {
      Thread.sleep(plan.interval());
      double seconds = (System.nanoTime() - begin) / 1e9;
      samples.add(sample(client, seconds));
      listener.measuring(
          "seconds of mixed load",
          Math.min(Math.round(seconds), plan.time().toSeconds()),
          plan.time().toSeconds());
    }
    return true;
  }

  private static SoakSample sample(ServerClient client, double seconds) {
    return new SoakSample(
        seconds,
        MachineMemory.residentBytes().orElse(0),
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted(),
        EngineGauges.ask(client));
  }

  /// The server notices those who left within its time between signs of life.
  private static EngineGauges waitForIdle(ServerClient client) {
    long end = System.nanoTime() + IDLE_PATIENCE.toNanos();
    EngineGauges now = EngineGauges.ask(client);
    try {
      while (!now.isIdle() && System.nanoTime() < end) {
        Thread.sleep(100);
        now = EngineGauges.ask(client);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return now;
  }

  private static long alive() {
    System.gc(); // what is measured is what it leaves
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
