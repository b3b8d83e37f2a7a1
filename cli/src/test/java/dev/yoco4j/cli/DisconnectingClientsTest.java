package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.inference.EngineStatus;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients that go away at any moment leave nothing behind.
class DisconnectingClientsTest {
  private static final int CLIENTS = 500;
  private static final int TOGETHER = 48; // more than a batch, so that some wait

  @TempDir Path folder;

  @Test
  void five_hundred_leave_at_random_moments_and_all_bytes_are_free() throws Exception {
    try (RunningServer running =
        RunningServer.start(
            folder,
            engine -> engine.withoutSnapshots().withQueue(CLIENTS),
            limits -> limits.withSignOfLife(Duration.ofMillis(500)))) {
      Semaphore places = new Semaphore(TOGETHER);
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          Random random = new Random(i);
          clients.add(threads.submit(() -> leave(running, random, places)));
        }
        for (Future<?> client : clients) {
          client.get();
        }
      }
      running.awaitIdle(Duration.ofSeconds(30));
      EngineStatus status = running.status();
      assertThat(status.heldBytes()).isZero();
      assertThat(status.reservedBytes()).isZero();
      running.requireGoodAnswer();
    }
  }

  private static Object leave(RunningServer running, Random random, Semaphore places)
      throws Exception {
    places.acquire();
    try (Wire wire = Wire.to(running.address())) {
      boolean stream = random.nextInt(4) > 0;
      byte[] request = request(random, stream);
      switch (random.nextInt(4)) {
        case 0 -> wire.send(Arrays.copyOf(request, random.nextInt(request.length))); // upload
        case 1 -> wire.send(request); // queue
        case 2 -> { // prefill, or the first token
          wire.send(request);
          Thread.sleep(random.nextInt(100));
        }
        default -> { // streaming
          wire.send(request);
          assertThat(wire.readAtMost(stream ? 1 + random.nextInt(2000) : 1)).isNotEmpty();
        }
      }
      end(wire, random);
    } catch (SocketException _) {
      // the answer was over
    } finally {
      places.release();
    }
    return places;
  }

  private static void end(Wire wire, Random random) throws IOException {
    if (random.nextBoolean()) {
      wire.reset();
    }
  }

  private static byte[] request(Random random, boolean stream) {
    String path = random.nextBoolean() ? "/v1/completions" : "/v1/chat/completions";
    String text = "d".repeat(1 + random.nextInt(1000));
    return Wire.post(
        path,
        """
        {"prompt":"%s","messages":[{"role":"user","content":"%s"}],"max_tokens":%d,"n":%d,
         "stream":%b,"seed":%d,"logit_bias":{"257":-100}}
        """
            .formatted(
                text,
                text,
                50 + random.nextInt(200),
                1 + random.nextInt(3),
                stream,
                random.nextInt()));
  }
}
