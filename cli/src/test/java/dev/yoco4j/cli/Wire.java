package dev.yoco4j.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// HTTP/1.1 by hand, so that requests may be as wrong as they like.
final class Wire implements AutoCloseable {
  /// Beyond it, a server hangs.
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Socket socket;
  private final InputStream in;

  /// @param status of the answer
  /// @param headers names in lower case
  /// @param body all of it
  record Reply(int status, Map<String, String> headers, String body) {}

  private Wire(Socket socket) throws IOException {
    this.socket = socket;
    in = new BufferedInputStream(socket.getInputStream());
  }

  static Wire to(URI address) throws IOException {
    Socket socket = new Socket(address.getHost(), address.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
    return new Wire(socket);
  }

  /// A request with a body and what has to be said of it.
  static byte[] post(String path, byte[] body) {
    byte[] head =
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, body.length)
            .getBytes(ISO_8859_1);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head);
    all.writeBytes(body);
    return all.toByteArray();
  }

  static byte[] post(String path, String body) {
    return post(path, body.getBytes(UTF_8));
  }

  static byte[] get(String path) {
    return "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(path).getBytes(ISO_8859_1);
  }

  /// Asks for a long stream, reads how it begins, and goes away with a reset.
  static void leaveAStream(URI server) throws IOException {
    try (Wire wire = to(server)) {
      wire.send(
          post(
              "/v1/completions",
              "{\"prompt\":\"a\",\"max_tokens\":4000,\"stream\":true,\"seed\":1}"));
      assertThat(wire.readAtMost(200)).hasSize(200);
      wire.reset();
    }
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /// Says that nothing more will come.
  void shutOutput() throws IOException {
    socket.shutdownOutput();
  }

  /// Goes away without a farewell: the other side gets a reset.
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  byte[] readAtMost(int bytes) throws IOException {
    return in.readNBytes(bytes);
  }

  /// Reads one answer.
  ///
  /// @throws EOFException if there is none: the server closed
  /// @throws java.net.SocketTimeoutException if the server neither answers nor closes
  Reply read() throws IOException {
    String[] status = line().split(" ", 3);
    Map<String, String> headers = new HashMap<>();
    for (String header = line(); !header.isEmpty(); header = line()) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    return new Reply(Integer.parseInt(status[1]), headers, new String(body(headers), UTF_8));
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    if (!headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
      return in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int size = Integer.parseInt(line(), 16);
    while (size > 0) {
      body.writeBytes(in.readNBytes(size));
      String _ = line();
      size = Integer.parseInt(line(), 16);
    }
    String _ = line();
    return body.toByteArray();
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("closed after: " + line.toString(UTF_8));
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
