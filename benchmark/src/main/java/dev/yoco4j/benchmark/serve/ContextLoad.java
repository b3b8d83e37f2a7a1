package dev.yoco4j.benchmark.serve;

import dev.yoco4j.benchmark.inference.Spread;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Requests about a document: sent with each of them, and taken in once.
final class ContextLoad {
  private static final int QUESTIONS = 5;
  private static final int QUESTION_WORDS = 12;
  private static final int ANSWER = 4;
  private static final int PROBE_WORDS = 2000;

  private final ServerClient client;
  private final Requests requests;
  private final int words;
  private final List<Double> sent = new ArrayList<>();
  private final List<Double> taken = new ArrayList<>();
  private final List<Double> shared = new ArrayList<>();
  private final List<Integer> cached = new ArrayList<>();
  private final List<Integer> asked = new ArrayList<>();
  private int tokens;
  private long bytes;

  /// @param client of a server
  /// @param plan how long the document is to be
  ContextLoad(ServerClient client, ServePlan plan) {
    this.client = client;
    requests = new Requests(plan.vocabulary(), plan.seed());
    words = words(plan.context());
  }

  /// How many words make so many tokens, by the server's own tokenizer.
  private int words(int wanted) {
    ObjectNode probe =
        JsonNodeFactory.instance.objectNode().put("prompt", requests.words(PROBE_WORDS));
    int found = client.ask("tokenize", probe).path("count").asInt();
    return Math.max(1, Math.toIntExact((long) wanted * PROBE_WORDS / found));
  }

  /// One document that is sent, and another, equally long, that is shared.
  void repeat() {
    sent.add(ask(requests.words(words)).firstTokenSeconds());
    String document = requests.words(words);
    long start = System.nanoTime();
    JsonNode context =
        client.ask(
            ServerClient.CONTEXTS, JsonNodeFactory.instance.objectNode().put("text", document));
    taken.add((System.nanoTime() - start) / 1e9);
    tokens = context.path("tokens").asInt();
    bytes = context.path("bytes").asLong();
    String id = context.path("id").asString();
    for (int i = 0; i < QUESTIONS; i++) {
      StreamedAnswer answer =
          client.stream(
              ServerClient.COMPLETIONS,
              requests.completion(question(), ANSWER).put("context_id", id));
      shared.add(answer.firstTokenSeconds());
      cached.add(answer.usage().cached());
      asked.add(answer.usage().prompt() - tokens);
    }
    client.delete(ServerClient.CONTEXTS + "/" + id);
  }

  private StreamedAnswer ask(String document) {
    return client.stream(
        ServerClient.COMPLETIONS, requests.completion(document + question(), ANSWER));
  }

  private String question() {
    return requests.words(QUESTION_WORDS);
  }

  ContextReuse result() {
    return new ContextReuse(
        tokens,
        bytes,
        (int) Math.round(asked.stream().mapToInt(i -> i).average().orElse(0)),
        Spread.of(sent),
        Spread.of(taken),
        Spread.of(shared),
        cached.stream().mapToInt(i -> i).min().orElse(0));
  }
}
