package dev.yoco4j.server.openai;

import dev.yoco4j.server.http.Json;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What completions and chats write differently.
sealed interface AnswerShape {
  /// What ids begin with.
  String idPrefix();

  /// The `object` of a whole answer.
  String object();

  /// The `object` of a streamed event.
  String chunkObject();

  /// The first event of a choice, if there is one.
  Optional<ObjectNode> opening();

  /// Where the text of a whole choice is.
  void write(ObjectNode choice, String text);

  /// Where the text of an event's choice is.
  void writeChunk(ObjectNode choice, String text);

  LogProbabilities logProbabilities(TokenText texts, int top);

  /// A choice with the fields that both have.
  default ObjectNode choice(int index, JsonNode logprobs, Optional<String> reason) {
    ObjectNode choice = Json.object().put("index", index);
    choice.set("logprobs", logprobs);
    reason.ifPresentOrElse(
        why -> choice.put("finish_reason", why), () -> choice.putNull("finish_reason"));
    return choice;
  }

  /// `text` in the choice.
  record Completion() implements AnswerShape {
    @Override
    public String idPrefix() {
      return "cmpl-";
    }

    @Override
    public String object() {
      return "text_completion";
    }

    @Override
    public String chunkObject() {
      return "text_completion";
    }

    @Override
    public Optional<ObjectNode> opening() {
      return Optional.empty();
    }

    @Override
    public void write(ObjectNode choice, String text) {
      choice.put("text", text);
    }

    @Override
    public void writeChunk(ObjectNode choice, String text) {
      choice.put("text", text);
    }

    @Override
    public LogProbabilities logProbabilities(TokenText texts, int top) {
      return new LegacyLogProbabilities(texts);
    }
  }

  /// `message` or `delta` in the choice.
  record Chat() implements AnswerShape {
    @Override
    public String idPrefix() {
      return "chatcmpl-";
    }

    @Override
    public String object() {
      return "chat.completion";
    }

    @Override
    public String chunkObject() {
      return "chat.completion.chunk";
    }

    @Override
    public Optional<ObjectNode> opening() {
      return Optional.of(Json.object().put("role", "assistant").put("content", ""));
    }

    @Override
    public void write(ObjectNode choice, String text) {
      choice.putObject("message").put("role", "assistant").put("content", text).putNull("refusal");
    }

    @Override
    public void writeChunk(ObjectNode choice, String text) {
      ObjectNode delta = choice.putObject("delta");
      if (!text.isEmpty()) {
        delta.put("content", text);
      }
    }

    @Override
    public LogProbabilities logProbabilities(TokenText texts, int top) {
      return new ChatLogProbabilities(texts, top);
    }
  }
}
