package dev.yoco4j.server.openai;

import dev.yoco4j.inference.ScoredToken;
import dev.yoco4j.server.http.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The `logprobs` of chats: `{"content": [{"token", "logprob", "bytes", "top_logprobs"}]}`.
final class ChatLogProbabilities implements LogProbabilities {
  private final TokenText texts;
  private final int top;
  private ObjectNode json = empty();

  /// @param top how many of the most likely tokens are told
  ChatLogProbabilities(TokenText texts, int top) {
    this.texts = texts;
    this.top = top;
  }

  private static ObjectNode empty() {
    ObjectNode json = Json.object();
    json.putArray("content");
    return json.putNull("refusal");
  }

  @Override
  public void addUnscored(int token) {
    throw new IllegalStateException("chats have no log-probabilities of prompts");
  }

  @Override
  public void add(ScoredToken token) {
    ObjectNode entry = json.withArray("content").addObject();
    write(entry, token.token(), token.logProbability());
    ArrayNode others = entry.putArray("top_logprobs");
    token.alternatives().stream()
        .limit(top)
        .forEach(other -> write(others.addObject(), other.token(), other.logProbability()));
  }

  private void write(ObjectNode entry, int token, double logProbability) {
    entry.put("token", texts.text(token)).put("logprob", logProbability);
    ArrayNode bytes = entry.putArray("bytes");
    for (byte b : texts.bytes(token)) {
      bytes.add(b & 0xFF);
    }
  }

  @Override
  public JsonNode take() {
    ObjectNode taken = json;
    json = empty();
    return taken;
  }
}
