package dev.yoco4j.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is no HTTP gets an answer or a closed connection, never silence, and harms nobody else.
class MalformedHttpTest {
  private static final String POST = "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\n";
  private static final String BODY = "{\"prompt\":\"a\",\"max_tokens\":1,\"seed\":1}";

  @TempDir static Path folder;
  private static RunningServer running;

  @BeforeAll
  static void start() {
    running = RunningServer.start(folder);
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  @AfterEach
  void others_are_answered() throws IOException {
    running.requireGoodAnswer();
  }

  /// The status; 0 if the connection was closed without one.
  private static int status(String request) throws IOException {
    try (Wire wire = Wire.to(running.address())) {
      wire.send(request.getBytes(ISO_8859_1));
      wire.shutOutput();
      Wire.Reply reply = wire.read();
      assertThat(reply.body()).contains("\"message\":\"");
      return reply.status();
    } catch (EOFException | SocketException _) {
      return 0;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n\r\n",
        "GET\r\n\r\n",
        "hello\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET  /  HTTP/1.1\r\n\r\n",
        "\u0000\u0001\u0002\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n",
        "P\u00D6ST / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /\u0000 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\n: nothing\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nX",
        POST + "Content-Length: -1\r\n\r\n" + BODY,
        POST + "Content-Length: many\r\n\r\n" + BODY,
        POST + "Content-Length: 99999999999999999999\r\n\r\n" + BODY,
        POST + "Content-Length: 10000000000\r\n\r\n" + BODY,
        POST + "Content-Length: 400\r\n\r\n" + BODY,
        POST + "Content-Length: 9\r\n\r\n" + BODY,
        POST + "Content-Length: 9\r\nContent-Length: 40\r\n\r\n" + BODY,
        POST + "Transfer-Encoding: chunked\r\n\r\nzz\r\n" + BODY,
        POST + "Transfer-Encoding: chunked\r\n\r\n-1\r\n" + BODY,
        POST + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n" + BODY,
        POST + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"pro",
        POST + "Transfer-Encoding: gzip\r\n\r\n" + BODY,
        POST + "Content-Encoding: gzip\r\nContent-Length: 37\r\n\r\n" + BODY,
        POST + "Content-Length: 37\r\nTransfer-Encoding: chunked\r\n\r\n" + BODY,
      })
  void it_is_refused_or_closed(String request) throws IOException {
    assertThat(status(request)).isIn(0, 400, 404, 411, 413, 414, 415, 431, 501, 505);
  }

  @Test
  void headers_have_a_limit() throws IOException {
    String many = "X-Header: y\r\n".repeat(20_000);
    assertThat(status("GET / HTTP/1.1\r\nHost: localhost\r\n" + many + "\r\n")).isIn(0, 400, 431);
    String line = "GET /" + "a".repeat(200_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    assertThat(status(line)).isIn(0, 400, 414, 431);
  }

  @Test
  void an_empty_body_and_a_half_closed_socket_are_answered() throws IOException {
    assertThat(status(POST + "\r\n")).isEqualTo(400);
    try (Wire wire = Wire.to(running.address())) {
      wire.send(Wire.post("/v1/completions", BODY));
      wire.shutOutput();
      assertThat(wire.read().status()).isEqualTo(200);
    }
  }

  @Test
  void a_connection_that_says_nothing_does_not_disturb() throws IOException {
    try (Wire silent = Wire.to(running.address());
        Wire begun = Wire.to(running.address())) {
      begun.send((POST + "Content-Length: 40\r\n\r\n{").getBytes(ISO_8859_1));
      running.requireGoodAnswer();
      silent.send(Wire.get("/health"));
      assertThat(silent.read().status()).isEqualTo(200);
    }
  }

  @Test
  void requests_may_come_together_and_one_after_the_other() throws IOException {
    try (Wire wire = Wire.to(running.address())) {
      wire.send(Wire.post("/v1/completions", BODY));
      wire.send(Wire.post("/v1/completions", "{"));
      wire.send(Wire.get("/v1/models"));
      assertThat(wire.read().status()).isEqualTo(200);
      assertThat(wire.read().status()).isEqualTo(400);
      assertThat(wire.read().body()).contains("\"id\":\"tiny\"");
    }
  }

  @Test
  void methods_that_are_not_there_are_told_so() throws IOException {
    assertThat(status("GET /v1/completions HTTP/1.1\r\nHost: localhost\r\n\r\n")).isIn(404, 405);
    assertThat(status("BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n")).isIn(404, 405, 501);
    assertThat(status("GET / HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n")).isEqualTo(403);
  }
}
