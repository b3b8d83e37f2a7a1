package dev.yoco4j.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A small request can't ask for more than the machine has, nor take as long as it likes.
class ServerBoundsTest {
  @TempDir static Path folder;
  private static RunningServer running;

  @BeforeAll
  static void start() {
    running =
        RunningServer.start(
            folder,
            engine -> engine,
            limits -> limits.withIdle(Duration.ofMillis(400)).withSignOfLife(Duration.ofMillis(1)));
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  private static Wire.Reply ask(byte[] request) throws IOException {
    try (Wire wire = Wire.to(running.address())) {
      wire.send(request);
      return wire.read();
    }
  }

  private static void requireRefusal(int status, String path, String body, String message)
      throws IOException {
    Wire.Reply reply = ask(Wire.post(path, body));
    assertThat(reply.body()).contains(message);
    assertThat(reply.status()).isEqualTo(status);
  }

  @Test
  void choices_tokens_and_numbers_of_a_request_are_bounded() throws IOException {
    String prompts = "[" + "\"a\",".repeat(99) + "\"a\"]";
    requireRefusal(
        400,
        "/v1/completions",
        "{\"prompt\":" + prompts + ",\"n\":100}",
        "n times the number of prompts must be at most 4096");
    String tokens = "[" + "[" + "7,".repeat(1999) + "7]" + "]";
    requireRefusal(
        400,
        "/v1/completions",
        "{\"prompt\":%s,\"n\":128,\"echo\":true,\"logprobs\":20}".formatted(tokens),
        "logprobs with echo would tell 5376000 numbers");
  }

  @Test
  void values_of_a_body_are_bounded() throws IOException {
    String empties = "[],".repeat(3_000_000);
    requireRefusal(400, "/v1/completions", "{\"x\":[" + empties + "0]}", "not JSON");
    running.requireGoodAnswer();
  }

  @Test
  void a_body_that_comes_too_slowly_is_given_up() throws Exception {
    String head =
        "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n";
    try (Wire silent = Wire.to(running.address());
        Wire stalled = Wire.to(running.address());
        Wire slow = Wire.to(running.address())) {
      stalled.send(head.getBytes(ISO_8859_1));
      slow.send(head.getBytes(ISO_8859_1));
      for (int i = 0; i < 10; i++) {
        slow.send(new byte[] {'{'});
        Thread.sleep(50);
      }
      assertThat(slow.read().status()).isEqualTo(408);
      assertThatThrownBy(stalled::read)
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(SocketTimeoutException.class);
      assertThatThrownBy(silent::read)
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(SocketTimeoutException.class);
    }
    running.requireGoodAnswer();
  }

  @Test
  void who_waits_for_a_long_prompt_is_written_to() throws IOException {
    String prompt =
        "{\"prompt\":\"" + "w".repeat(4000) + "\",\"max_tokens\":1,\"seed\":1,\"stream\":";
    assertThat(ask(Wire.post("/v1/completions", prompt + "true}")).body())
        .startsWith(": still here\n\n")
        .endsWith("data: [DONE]\n\n");
    assertThat(ask(Wire.post("/v1/completions", prompt + "false}")).body())
        .startsWith(" ")
        .endsWith("}");
  }

  @Test
  void a_form_is_told_how_to_send_a_file() throws IOException {
    byte[] form =
        "POST /v1/contexts HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 0\r\n\r\n"
            .getBytes(ISO_8859_1);
    Wire.Reply reply = ask(form);
    assertThat(reply.status()).isEqualTo(415);
    assertThat(reply.body()).contains("--data-binary");
  }

  @Test
  void metrics_have_what_the_documentation_lists() throws IOException {
    running.requireGoodAnswer();
    String page = Files.readString(Path.of("..", "docs", "formats", "http.md"));
    String metrics = ask(Wire.get("/metrics")).body();
    Pattern.compile("`(yoco_[a-z_]+)")
        .matcher(page)
        .results()
        .map(match -> match.group(1))
        .forEach(name -> assertThat(metrics).contains(name));
  }
}
