package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Java's own client, which asks for HTTP/2 with its first requests unless it is told not to:
/// servers that mishandle that hang, or lose the body. This one goes on with HTTP/1.1.
class JdkHttpClientTest {
  @TempDir static Path folder;
  private static RunningServer running;

  @BeforeAll
  static void start() {
    running = RunningServer.start(folder, limits -> limits.withoutSnapshots());
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  private static HttpRequest post(String path, String body) {
    return HttpRequest.newBuilder(running.address().resolve(path))
        .timeout(Duration.ofSeconds(30))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private static HttpClient client(Version version) {
    return HttpClient.newBuilder().version(version).build();
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void the_first_request_may_be_small_or_large(Version version) throws Exception {
    for (int size : new int[] {1, 1000, 100_000, 3_000_000}) {
      HttpRequest request = post("/tokenize", "{\"prompt\":\"" + "x".repeat(size) + "\"}");
      try (HttpClient client = client(version)) {
        requireCount(client.send(request, BodyHandlers.ofString()), size);
        requireCount(client.send(request, BodyHandlers.ofString()), size);
      }
    }
  }

  private static void requireCount(HttpResponse<String> response, int size) {
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.version()).isEqualTo(Version.HTTP_1_1);
    assertThat(response.body()).contains("\"count\":" + (size + 1));
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void one_connection_serves_many_requests_at_once_and_in_turn(Version version) throws Exception {
    try (HttpClient client = client(version)) {
      List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String body =
            "{\"prompt\":\"a\",\"max_tokens\":3,\"seed\":1,\"stream\":" + (i % 2 == 0) + "}";
        all.add(client.sendAsync(post("/v1/completions", body), BodyHandlers.ofString()));
      }
      for (CompletableFuture<HttpResponse<String>> one : all) {
        assertThat(one.join().statusCode()).isEqualTo(200);
      }
      HttpResponse<String> bad = client.send(post("/v1/completions", "{"), BodyHandlers.ofString());
      assertThat(bad.statusCode()).isEqualTo(400);
      assertThat(client.send(post("/v1/completions", "[]"), BodyHandlers.ofString()).body())
          .contains("JSON object");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void a_stream_that_is_closed_frees_its_place(Version version) throws Exception {
    String body =
        "{\"prompt\":\"a\",\"max_tokens\":4000,\"seed\":1,\"stream\":true,\"logit_bias\":{\"257\":-100}}";
    double before = running.cancelled();
    try (HttpClient client = client(version)) {
      HttpResponse<InputStream> response =
          client.send(post("/v1/completions", body), BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        assertThat(in.readNBytes(100)).hasSize(100);
      }
      running.awaitIdle(Duration.ofSeconds(15));
      assertThat(running.status().heldBytes()).isZero();
      assertThat(running.cancelled()).isEqualTo(before + 1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void a_body_beyond_the_limit_is_refused_with_the_remedy(Version version) throws Exception {
    try (HttpClient client = client(version)) {
      String body = "{\"prompt\":\"" + "x".repeat(65 << 20) + "\"}";
      HttpResponse<String> response =
          client.send(post("/v1/completions", body), BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(413);
      assertThat(response.body()).contains("--max-body");
    }
  }
}
