package dev.yoco4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.inference.GenerationEvent;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.ProbabilityReport;
import dev.yoco4j.inference.SamplingConfig;
import dev.yoco4j.server.AccessConfig;
import dev.yoco4j.server.ServerConfig;
import dev.yoco4j.server.YocoServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A real model behind a real server, asked by Java's own client, which begins with HTTP/2's
/// upgrade.
class YocoServerTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

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

  private static HttpResponse<String> send(YocoServer to, HttpRequest.Builder request, String path)
      throws Exception {
    return CLIENT.send(
        request.uri(to.address().resolve(path)).build(), BodyHandlers.ofString(UTF_8));
  }

  private static HttpResponse<String> post(String path, String json) throws Exception {
    return send(
        running.server(),
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)),
        path);
  }

  private static JsonNode answer(String path, String json) throws Exception {
    HttpResponse<String> response = post(path, json);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  @Test
  void log_probabilities_are_what_lm_eval_slices() throws Exception {
    int[] prompt = {104, 101, 108, 108, 111};
    JsonNode json =
        answer(
            "/v1/completions",
            """
            {"model":"tiny","prompt":[[97,98],[104,101,108,108,111]],"temperature":0,"max_tokens":1,
             "logprobs":1,"seed":1234,"echo":true}
            """);
    JsonNode logs = json.path("choices").get(1).path("logprobs");
    assertThat(logs.path("token_logprobs")).hasSize(prompt.length + 1);
    assertThat(logs.path("token_logprobs").get(0).isNull()).isTrue();
    List<Double> told = new ArrayList<>();
    for (int i = 1; i < prompt.length; i++) {
      double number = logs.path("token_logprobs").get(i).asDouble();
      told.add(number);
      assertThat(logs.path("top_logprobs").get(i).path(Character.toString(prompt[i])).asDouble())
          .isEqualTo(number);
    }
    List<Double> own = new ArrayList<>();
    var _ =
        running
            .engine()
            .generate(
                GenerationRequest.of(prompt, 1, SamplingConfig.greedy())
                    .with(ProbabilityReport.all(1)),
                event -> {
                  if (event instanceof GenerationEvent.Scored scored) {
                    scored.tokens().forEach(token -> own.add(token.logProbability()));
                  }
                });
    assertThat(told).isEqualTo(own);
  }

  @Test
  void a_stream_begins_with_the_role_and_ends_with_reason_usage_and_done() throws Exception {
    HttpResponse<String> response =
        post(
            "/v1/chat/completions",
            """
            {"messages":[{"role":"user","content":"hi"}],"max_tokens":3,"seed":1,"stream":true,
             "stream_options":{"include_usage":true},"unknown":{"a":1},"store":false}
            """);
    List<String> events =
        response.body().lines().filter(line -> line.startsWith("data: ")).toList();
    assertThat(events.getLast()).isEqualTo("data: [DONE]");
    List<JsonNode> chunks =
        events.stream().limit(events.size() - 1L).map(e -> JSON.readTree(e.substring(6))).toList();
    assertThat(chunks.getFirst().at("/choices/0/delta/role").asString()).isEqualTo("assistant");
    assertThat(chunks.getLast().path("choices")).isEmpty();
    assertThat(chunks.getLast().at("/usage/completion_tokens").asInt()).isEqualTo(3);
    assertThat(chunks.get(chunks.size() - 2).at("/choices/0/finish_reason").asString())
        .isEqualTo("length");
  }

  @Test
  void a_seed_gives_one_text_streamed_or_not_and_choices_differ() throws Exception {
    String request =
        "{\"prompt\":\"abc\",\"max_tokens\":12,\"seed\":7,\"n\":2,\"logit_bias\":{\"65\":3}}";
    JsonNode first = answer("/v1/completions", request).path("choices");
    assertThat(answer("/v1/completions", request).path("choices")).isEqualTo(first);
    assertThat(first.get(0).path("text")).isNotEqualTo(first.get(1).path("text"));
  }

  @Test
  void a_context_is_paid_for_once_and_saved_on_request() throws Exception {
    String text = "0123456789".repeat(200);
    HttpResponse<String> made =
        send(
            running.server(),
            HttpRequest.newBuilder()
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(text)),
            "/v1/contexts?name=digits.txt&save=true&stream=true");
    assertThat(made.body()).contains("context.progress").endsWith("data: [DONE]\n\n");
    JsonNode context = answerTo("GET", "/v1/contexts").path("data").get(0);
    assertThat(context.path("name").asString()).isEqualTo("digits.txt");
    assertThat(context.path("saved").asBoolean()).isTrue();
    String id = context.path("id").asString();
    JsonNode usage =
        answer(
                "/v1/chat/completions",
                "{\"context_id\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"and?\"}],\"max_tokens\":2}"
                    .formatted(id))
            .path("usage");
    assertThat(usage.at("/prompt_tokens_details/cached_tokens").asInt()).isGreaterThan(1900);
    try (YocoServer second =
        YocoServer.start(ServerConfig.local(0).withContexts(folder.resolve("contexts")))) {
      second.serve(running.model());
      assertThat(send(second, HttpRequest.newBuilder().GET(), "/v1/contexts/" + id).statusCode())
          .isEqualTo(200);
    }
    assertThat(answerTo("DELETE", "/v1/contexts/" + id).path("deleted").asBoolean()).isTrue();
    assertThat(folder.resolve("contexts")).isEmptyDirectory();
  }

  private static JsonNode answerTo(String method, String path) throws Exception {
    return JSON.readTree(
        send(
                running.server(),
                HttpRequest.newBuilder().method(method, HttpRequest.BodyPublishers.noBody()),
                path)
            .body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {                                        | not JSON
          []                                       | JSON object
          {}                                       | prompt is missing
          {"prompt":5}                             | prompt must be
          {"prompt":[]}                            | prompt must be
          {"prompt":[1,"a"]}                       | prompt must be
          {"prompt":[999]}                         | prompt must be
          {"prompt":"a","temperature":1e999}       | temperature must be
          {"prompt":"a","temperature":"hot"}       | temperature must be
          {"prompt":"a","top_p":7}                 | top_p must be
          {"prompt":"a","n":0}                     | n must be
          {"prompt":"a","max_tokens":5000}         | shorten the prompt
          {"prompt":"a","stop":[1]}                | stop must be
          {"prompt":"a","logit_bias":{"x":1}}      | logit_bias must be
          {"prompt":"a","suffix":"b"}              | suffix is not supported
          {"prompt":"a","tools":[{}]}              | tools is not supported
          {"prompt":"a","response_format":{"type":"xml"}} | response_format must
          {"prompt":"a","echo":true,"logprobs":1,"stream":true} | stream can't be
          """)
  void a_bad_request_is_told_what_is_wrong(String body, String message) throws Exception {
    HttpResponse<String> response = post("/v1/completions", body);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(response.body()).at("/error/message").asString()).contains(message);
  }

  @Test
  void a_client_that_resets_its_connection_frees_its_place() throws Exception {
    Wire.leaveAStream(running.server().address());
    long end = System.nanoTime() + 20_000_000_000L;
    while ((running.server().requests() > 0 || running.engine().status().decoding() > 0)
        && System.nanoTime() < end) {
      Thread.sleep(10);
    }
    assertThat(running.server().requests()).isZero();
    assertThat(running.engine().status().decoding()).isZero();
    assertThat(send(running.server(), HttpRequest.newBuilder().GET(), "/metrics").body())
        .contains("yoco_requests_cancelled_total 1.0");
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html",
    "/main.js, text/javascript",
    "/page.css, text/css",
    "/icon.svg, image/svg+xml"
  })
  void the_page_is_at_the_root(String path, String type) throws Exception {
    HttpResponse<String> page = send(running.server(), HttpRequest.newBuilder().GET(), path);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith(type);
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .startsWith("default-src 'none'");
    assertThat(send(running.server(), HttpRequest.newBuilder().HEAD(), path).statusCode())
        .isEqualTo(200);
    assertThat(send(running.server(), HttpRequest.newBuilder().GET(), path + "x").body())
        .contains("there is nothing at");
  }

  @Test
  void only_who_may_ask_is_answered() throws Exception {
    try (YocoServer locked =
        YocoServer.start(ServerConfig.local(0).with(AccessConfig.withKey("secret")))) {
      assertThat(send(locked, HttpRequest.newBuilder().GET(), "/health").statusCode())
          .isEqualTo(503);
      locked.serve(running.model());
      assertThat(send(locked, HttpRequest.newBuilder().GET(), "/v1/models").statusCode())
          .isEqualTo(401);
      var keyed = HttpRequest.newBuilder().GET().header("Authorization", "Bearer secret");
      assertThat(send(locked, keyed, "/v1/models").statusCode()).isEqualTo(200);
    }
    var foreign = HttpRequest.newBuilder().GET().header("Origin", "https://elsewhere.example");
    assertThat(send(running.server(), foreign, "/v1/models").statusCode()).isEqualTo(403);
    ServerConfig open = ServerConfig.local(0);
    assertThatThrownBy(() ->
            YocoServer.start(
                new ServerConfig("0.0.0.0", 0, open.access(), open.limits(), Optional.empty())))
        .hasMessageContaining("--api-key");
  }
}
