package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.inference.EngineStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ten thousand requests that were made up to break a server.
class HostileRequestsTest {
  private static final int CLIENTS = 8;
  private static final int REQUESTS = 10_000 / CLIENTS;
  private static final long MOST_GROWTH = 512L << 20;

  @TempDir Path folder;

  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answered = new AtomicInteger();

  @Test
  void a_server_outlives_them_and_gives_all_memory_back() throws Exception {
    try (RunningServer running =
        RunningServer.start(
            folder, limits -> limits.withMaxPositions(512).withoutSnapshots().withQueue(64))) {
      attack(running, 100);
      long resident = residentBytes();
      attack(running, REQUESTS);
      assertThat(wrong).isEmpty();
      assertThat(answered.get()).isGreaterThan(CLIENTS * REQUESTS / 2);
      running.awaitIdle(Duration.ofSeconds(20));
      EngineStatus status = running.engine().status();
      assertThat(status.heldBytes()).isZero();
      assertThat(status.reservedBytes()).isZero();
      assertThat(residentBytes() - resident).isLessThan(MOST_GROWTH);
      running.requireGoodAnswer();
    }
  }

  private void attack(RunningServer running, int requests) throws Exception {
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int seed = 0; seed < CLIENTS; seed++) {
        HostileClient client = new HostileClient(running.address(), 1000L * requests + seed);
        all.add(
            clients.submit(() -> {
              attack(client, requests);
              return null;
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  private void attack(HostileClient client, int requests) throws IOException {
    for (int i = 0; i < requests && wrong.size() < 20; i++) {
      String problem = client.attack();
      if (problem != null) {
        wrong.add(problem);
      }
    }
    answered.addAndGet(client.answered());
    client.drop();
  }

  /// Resident bytes after a collection of the Java heap; none where nobody tells.
  private static long residentBytes() throws IOException {
    System.gc();
    Path status = Path.of("/proc/self/status");
    return !Files.exists(status)
        ? 0
        : Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum()
            * 1024;
  }
}
