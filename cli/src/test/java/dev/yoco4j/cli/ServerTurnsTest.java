package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Who comes when, and when the server closes.
@Timeout(60)
class ServerTurnsTest {
  private static final String WITHOUT_END = "\"logit_bias\":{\"257\":-100}";

  @TempDir Path folder;

  private static byte[] completion(String prompt, int tokens, boolean stream) {
    return Wire.post(
        "/v1/completions",
        "{\"prompt\":%s,\"max_tokens\":%d,\"seed\":1,\"stream\":%b,%s}"
            .formatted(prompt, tokens, stream, WITHOUT_END));
  }

  @Test
  void a_request_of_many_prompts_lets_others_in() throws Exception {
    try (RunningServer running =
            RunningServer.start(
                folder,
                engine -> engine.withBatch(2),
                limits -> limits.withSignOfLife(Duration.ofMillis(100)));
        Wire many = Wire.to(running.address());
        Wire one = Wire.to(running.address())) {
      many.send(completion("[" + "\"a\",".repeat(199) + "\"a\"]", 100, false));
      while (running.metric("yoco_generated_tokens_total") == 0) {
        Thread.sleep(1);
      }
      one.send(completion("\"b\"", 1, false));
      assertThat(one.read().status()).isEqualTo(200);
      assertThat(running.metric("yoco_generated_tokens_total")).isLessThan(200 * 100 / 2);
    }
  }

  @Test
  void a_server_that_closes_cuts_off_what_takes_too_long_and_says_so() throws Exception {
    try (RunningServer running =
        RunningServer.start(
            folder, engine -> engine, limits -> limits.withDrain(Duration.ofMillis(300)))) {
      try (Wire stream = Wire.to(running.address());
          Wire later = Wire.to(running.address())) {
        stream.send(completion("\"a\"", 4000, true));
        assertThat(stream.readAtMost(300)).hasSize(300);
        long begin = System.nanoTime();
        Thread closing = Thread.ofVirtual().start(running.server()::drain);
        Thread.sleep(100);
        later.send(Wire.get("/health"));
        assertThat(later.read().body()).contains("shutting_down");
        later.send(completion("\"a\"", 1, false));
        Wire.Reply refused = later.read();
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.headers()).containsKey("retry-after");
        closing.join();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
      }
      running.awaitIdle(Duration.ofSeconds(5));
    }
  }
}
