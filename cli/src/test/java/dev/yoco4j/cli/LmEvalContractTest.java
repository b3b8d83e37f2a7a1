package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.testkit.Tolerances;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// lm-evaluation-harness's `local-completions`, replayed: its requests, and what it cuts out of the
/// answers.
class LmEvalContractTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir static Path folder;
  private static RunningServer running;

  @BeforeAll
  static void start() {
    running = RunningServer.start(folder.resolve("model"));
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  private static JsonNode ask(byte[] request) throws IOException {
    try (Wire wire = Wire.to(running.address())) {
      wire.send(request);
      Wire.Reply reply = wire.read();
      assertThat(reply.status()).as(reply.body()).isEqualTo(200);
      return JSON.readTree(reply.body());
    }
  }

  /// `RemoteTokenizer`: no tokenizer of its own is needed.
  ///
  /// @param special what `add_bos_token` says
  private static List<Integer> tokens(String text, boolean special) throws IOException {
    String body =
        JSON.writeValueAsString(
            JSON.createObjectNode().put("prompt", text).put("add_special_tokens", special));
    return StreamSupport.stream(
            ask(Wire.post("/tokenize", body)).path("tokens").spliterator(), false)
        .map(JsonNode::asInt)
        .toList();
  }

  /// A context and a continuation, and what the harness makes of the answer.
  private record Pair(List<Integer> context, List<Integer> continuation) {
    List<Integer> prompt() {
      List<Integer> all = new ArrayList<>(context);
      all.addAll(continuation);
      return all;
    }
  }

  /// `parse_logprobs`.
  private record Scored(double sum, boolean greedy) {}

  private static List<Scored> scored(List<Pair> pairs) throws IOException {
    List<List<Integer>> prompts = pairs.stream().map(Pair::prompt).toList();
    JsonNode answer =
        ask(
            Wire.post(
                "/v1/completions",
                """
                {"model":"tiny","prompt":%s,"temperature":0,"max_tokens":1,"logprobs":1,"seed":1234,
                 "echo":true}
                """
                    .formatted(prompts)));
    List<JsonNode> choices = new ArrayList<>();
    answer.path("choices").forEach(choices::add);
    choices.sort(Comparator.comparingInt(choice -> choice.path("index").asInt()));
    assertThat(choices).hasSize(pairs.size());
    List<Scored> scored = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      scored.add(sliced(choices.get(i).path("logprobs"), pairs.get(i)));
    }
    return scored;
  }

  /// `token_logprobs[ctxlen:-1]`, and the same of `top_logprobs`.
  private static Scored sliced(JsonNode logprobs, Pair pair) {
    JsonNode numbers = logprobs.path("token_logprobs");
    JsonNode tops = logprobs.path("top_logprobs");
    for (String array : List.of("tokens", "token_logprobs", "top_logprobs", "text_offset")) {
      assertThat(logprobs.path(array)).hasSize(pair.prompt().size() + 1);
    }
    assertThat(numbers.get(0).isNull()).isTrue();
    double sum = 0;
    boolean greedy = true;
    for (int at = pair.context().size(); at < numbers.size() - 1; at++) {
      double number = numbers.get(at).asDouble();
      List<Double> others = new ArrayList<>();
      tops.get(at).forEach(other -> others.add(other.asDouble()));
      assertThat(others).contains(number); // bit for bit
      sum += number;
      greedy &= others.stream().mapToDouble(d -> d).max().orElseThrow() == number;
    }
    return new Scored(sum, greedy);
  }

  @Test
  void the_tokenizer_is_found_at_the_root() throws IOException {
    JsonNode told = ask(Wire.get("/tokenizer_info"));
    assertThat(told.has("eos_token")).isTrue();
    assertThat(told.has("bos_token")).isTrue();
    assertThat(told.has("pad_token")).isTrue();
    assertThat(told.path("chat_template").asString()).isNotEmpty();
    assertThat(tokens("hé", false)).containsExactly(104, 0xC3, 0xA9);
    assertThat(
            ask(Wire.post("/detokenize", "{\"tokens\":[104,195,169]}")).path("prompt").asString())
        .isEqualTo("hé");
  }

  /// The same model and questions, once over HTTP and once by `yoco eval tasks`, which begins with
  /// the begin-of-text token and writes each choice's sum down.
  @Test
  void sums_and_accuracies_are_those_of_yoco_eval_tasks() throws IOException {
    record Question(String context, List<String> choices, int gold) {}
    List<Question> questions =
        List.of(
            new Question("What?", List.of("ab", "abcdef"), 1),
            new Question("Who is it", List.of("me", "you", "nobody at all"), 0),
            new Question("Why?", List.of("üü", "abc"), 0),
            new Question("one two three four five six seven", List.of("eight", "nine"), 0),
            new Question("x", List.of("yes", "no", "maybe", "never"), 3));
    StringBuilder rows = new StringBuilder();
    for (Question q : questions) {
      var row = JSON.createObjectNode().put("context", q.context()).put("gold", q.gold());
      q.choices().forEach(row.putArray("choices")::add);
      rows.append(JSON.writeValueAsString(row)).append('\n');
    }
    Path task = Files.writeString(folder.resolve("own.jsonl"), rows);
    Path out = folder.resolve("out");
    Invocation run =
        Invocation.of(
            "eval",
            "tasks",
            "--model",
            folder.resolve("model"),
            "--tasks",
            task,
            "--out",
            out,
            "--json");
    run.requireDone();
    JsonNode result = JSON.readTree(run.out()).path("results").path("tasks").get(0);

    int right = 0;
    List<Double> told = new ArrayList<>();
    for (Question q : questions) {
      List<Integer> context = tokens(q.context(), true);
      List<Pair> pairs = new ArrayList<>();
      for (String choice : q.choices()) {
        List<Integer> both = tokens(q.context() + " " + choice, true);
        pairs.add(new Pair(context, both.subList(context.size(), both.size())));
      }
      List<Scored> sums = scored(pairs);
      sums.forEach(s -> told.add(s.sum()));
      double best = sums.stream().mapToDouble(Scored::sum).max().orElseThrow();
      right += sums.get(q.gold()).sum() == best ? 1 : 0;
    }
    assertThat((double) right / questions.size()).isEqualTo(result.path("acc").asDouble());
    List<Double> own = sums(out.resolve("cells.jsonl"));
    assertThat(told).hasSameSizeAs(own);
    for (int i = 0; i < own.size(); i++) {
      assertThat(told.get(i))
          .isCloseTo(own.get(i), Offset.offset(Tolerances.FORWARD * Math.abs(own.get(i))));
    }
  }

  /// A line is a question, `own/INDEX`, as they were done.
  private static List<Double> sums(Path cells) throws IOException {
    TreeMap<String, JsonNode> byQuestion = new TreeMap<>();
    Files.readAllLines(cells).stream()
        .skip(1)
        .map(JSON::readTree)
        .forEach(line -> byQuestion.put(line.path("cell").asString(), line.path("value")));
    List<Double> sums = new ArrayList<>();
    for (JsonNode value : byQuestion.values()) {
      value.path("log_probabilities").forEach(sum -> sums.add(sum.asDouble()));
    }
    return sums;
  }
}
