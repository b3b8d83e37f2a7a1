package dev.yoco4j.benchmark.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Asks one server, with a connection for each request under way: HTTP/1.1, as most clients.
///
/// Safe for use by several threads.
final class ServerClient implements AutoCloseable {
  static final String COMPLETIONS = "v1/completions";
  static final String CHATS = "v1/chat/completions";
  static final String CONTEXTS = "v1/contexts";

  private static final JsonMapper JSON = new JsonMapper();
  private static final String JSON_TYPE = "application/json";
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int OK = 200;

  private final URI root;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(threads).build();

  /// @param root address of the server
  ServerClient(URI root) {
    this.root = root;
  }

  /// Asks for a stream and reads it to its end.
  ///
  /// @throws RefusedException if the status is not 200
  StreamedAnswer stream(String path, ObjectNode body) {
    try (AnswerStream answer = open(path, body)) {
      while (answer.next()) {
        // the arrivals are what counts
      }
      return answer.answered();
    }
  }

  /// Asks for a stream.
  ///
  /// @throws RefusedException if the status is not 200
  AnswerStream open(String path, ObjectNode body) {
    ObjectNode streamed = body.deepCopy().put("stream", true);
    streamed.putObject("stream_options").put("include_usage", true);
    byte[] bytes = JSON.writeValueAsBytes(streamed);
    long sent = System.nanoTime();
    HttpResponse<InputStream> response =
        send(request(path, JSON_TYPE, bytes), HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() != OK) {
      throw new RefusedException(response.statusCode(), all(response.body()));
    }
    return new AnswerStream(sent, response.body());
  }

  /// Asks for a whole answer.
  ///
  /// @throws RefusedException if the status is not 200
  JsonNode ask(String path, ObjectNode body) {
    return JSON.readTree(required(post(path, JSON_TYPE, JSON.writeValueAsBytes(body))));
  }

  /// Sends bytes, whatever they are.
  HttpResponse<String> post(String path, String type, byte[] body) {
    return send(request(path, type, body), HttpResponse.BodyHandlers.ofString());
  }

  /// Sends a request whose answer is not waited for; cancelling it closes the connection.
  CompletableFuture<HttpResponse<String>> begin(String path, ObjectNode body) {
    return http.sendAsync(
        request(path, JSON_TYPE, JSON.writeValueAsBytes(body)),
        HttpResponse.BodyHandlers.ofString());
  }

  String get(String path) {
    HttpRequest request = HttpRequest.newBuilder(root.resolve(path)).timeout(PATIENCE).build();
    return required(send(request, HttpResponse.BodyHandlers.ofString()));
  }

  void delete(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(root.resolve(path)).timeout(PATIENCE).DELETE().build();
    String _ = required(send(request, HttpResponse.BodyHandlers.ofString()));
  }

  static String required(HttpResponse<String> response) {
    if (response.statusCode() != OK) {
      throw new RefusedException(response.statusCode(), response.body());
    }
    return response.body();
  }

  private HttpRequest request(String path, String type, byte[] body) {
    return HttpRequest.newBuilder(root.resolve(path))
        .header("Content-Type", type)
        .timeout(PATIENCE)
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (IOException e) {
      throw new UncheckedIOException(root + " does not answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a server was asked", e);
    }
  }

  private static String all(InputStream body) {
    try (body) {
      return new String(body.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    threads.shutdownNow();
  }
}
