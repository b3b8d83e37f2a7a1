package dev.yoco4j.benchmark.serve;

import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One client of the mixed load: one visit after the other.
///
/// @param client of the server
/// @param requests of this client alone
/// @param positions that the server takes
record SoakClient(ServerClient client, Requests requests, int positions) {
  /// Words of a message; a word is one to six tokens, the most where every character is one.
  private static final int WORDS = 40;

  private static final int ANSWER = 48;
  private static final int BUSY = 429;

  /// How a visit ended.
  enum Outcome {
    /// As it should.
    DONE,
    /// The queue was full, and the server said so.
    BUSY
  }

  /// @throws IllegalStateException if the server did what it should not
  Outcome make(Visit visit) {
    try {
      switch (visit) {
        case STREAMED_CHAT -> streamedChat();
        case WHOLE_CHAT -> wholeChat();
        case COMPLETION -> completion();
        case CONTEXT -> context();
        case LEFT_STREAM -> leaveStream();
        case LEFT_PROMPT -> leavePrompt();
        case MALFORMED -> malformed();
      }
      return Outcome.DONE;
    } catch (RefusedException e) {
      if (e.status() == BUSY) {
        return Outcome.BUSY;
      }
      throw e;
    }
  }

  private String message() {
    return requests.words(1 + requests.below(WORDS));
  }

  private void streamedChat() {
    var _ = client.stream(ServerClient.CHATS, requests.chat(message(), answer()));
  }

  private int answer() {
    return 1 + requests.below(ANSWER);
  }

  private void wholeChat() {
    var _ = client.ask(ServerClient.CHATS, requests.chat(message(), answer()));
  }

  private void completion() {
    ObjectNode request =
        switch (requests.below(4)) {
          case 0 -> requests.completion(1 + requests.below(positions / 8), answer());
          case 1 -> requests.completion(message(), answer()).put("n", 2);
          case 2 -> requests.completion(message(), answer()).put("logprobs", 2);
          default -> requests.completion(message(), 1).put("logprobs", 1).put("echo", true);
        };
    var _ = client.ask(ServerClient.COMPLETIONS, request);
  }

  /// The words of a document take a quarter of the positions at most.
  private void context() {
    String document = requests.words(WORDS + requests.below(Math.max(1, positions / 24 - WORDS)));
    JsonNode made =
        client.ask(
            ServerClient.CONTEXTS, JsonNodeFactory.instance.objectNode().put("text", document));
    String id = made.path("id").asString();
    try {
      var _ =
          client.stream(
              ServerClient.CHATS, requests.chat(message(), answer()).put("context_id", id));
      var _ =
          client.ask(
              ServerClient.COMPLETIONS,
              requests.completion(message(), answer()).put("context_id", id));
    } finally {
      client.delete(ServerClient.CONTEXTS + "/" + id);
    }
  }

  private void leaveStream() {
    int texts = requests.below(ANSWER / 2);
    try (AnswerStream answer =
        client.open(ServerClient.CHATS, requests.chat(message(), positions / 4))) {
      for (int i = 0; i < texts && answer.next(); i++) {
        // read, and then gone
      }
    }
  }

  private void leavePrompt() {
    ObjectNode request = requests.completion(positions / 2, positions / 4);
    CompletableFuture<HttpResponse<String>> coming =
        client.begin(ServerClient.COMPLETIONS, request);
    try {
      String _ = ServerClient.required(coming.get(1L + requests.below(300), TimeUnit.MILLISECONDS));
    } catch (TimeoutException _) {
      coming.cancel(true); // closes the connection
    } catch (ExecutionException e) {
      throw new IllegalStateException("a request failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void malformed() {
    String path = requests.below(2) == 0 ? ServerClient.COMPLETIONS : ServerClient.CONTEXTS;
    HttpResponse<String> response = client.post(path, "application/json", Malformed.body(requests));
    if (response.statusCode() < 400 || response.statusCode() >= 500) {
      throw new IllegalStateException(
          "a malformed request got status %d: %s"
              .formatted(response.statusCode(), response.body()));
    }
  }
}
