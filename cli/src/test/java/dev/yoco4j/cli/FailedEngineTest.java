package dev.yoco4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.server.ServedModel;
import dev.yoco4j.server.ServerConfig;
import dev.yoco4j.server.YocoServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whoever watches the server learns that only a restart helps, and so does each client.
@Timeout(60)
class FailedEngineTest {
  private static final String LINE =
      "the engine can't go on, restart the process: an illegal memory access was encountered";

  @TempDir private Path folder = Path.of("");

  private static ServedModel failed(ServedModel model) {
    return new ServedModel(
        model.id(),
        model.architecture(),
        model.created(),
        new FailedEngine(model.engine()),
        model.saved(),
        model.tokenizer(),
        model.template(),
        model.transformerBytesPerToken());
  }

  private static void requireUnavailable(YocoServer server, HttpRequest.Builder request, String at)
      throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(
              request.uri(server.address().resolve(at)).build(), BodyHandlers.ofString(UTF_8));
      assertThat(response.statusCode()).as(at).isEqualTo(503);
      assertThat(response.body()).as(at).contains("engine_failed", LINE);
    }
  }

  @Test
  void an_engine_that_can_not_go_on_makes_every_answer_a_503_with_the_reason() throws Exception {
    try (RunningServer running = RunningServer.start(folder);
        YocoServer server = YocoServer.start(ServerConfig.local(0))) {
      server.serve(failed(running.model()));
      requireUnavailable(server, HttpRequest.newBuilder().GET(), "/health");
      String stream =
          """
          {"model":"tiny","prompt":"a","max_tokens":1,"stream":true}
          """;
      for (String body : new String[] {stream, stream.replace("true", "false")}) {
        requireUnavailable(
            server,
            HttpRequest.newBuilder()
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)),
            "/v1/completions");
      }
    }
  }
}
