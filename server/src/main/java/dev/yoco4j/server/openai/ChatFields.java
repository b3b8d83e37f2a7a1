package dev.yoco4j.server.openai;

import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.ProbabilityReport;
import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.server.ServedModel;
import dev.yoco4j.server.http.ApiError;
import dev.yoco4j.server.http.Fields;
import dev.yoco4j.text.chat.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads requests for chats.
///
/// @param model that answers
/// @param context tokens that stand before the conversation
/// @param usualTokens to generate where the request does not say how many
record ChatFields(ServedModel model, TokenIds context, int usualTokens) {
  Order read(Fields fields) {
    FormatFields.refuseOthers(fields);
    int[] tokens = tokens(messages(fields));
    var limits = model.engine().limits();
    List<String> stops =
        Stream.concat(
                fields.texts("stop", CompletionFields.MOST_STOPS).stream(),
                model.template().stopStrings().stream())
            .distinct()
            .toList();
    GenerationRequest request =
        new GenerationRequest(
                TokenIds.of(tokens),
                maxTokens(fields, tokens.length, limits.maxPositions()),
                SamplingFields.read(fields, limits.vocabularySize()),
                stops,
                model.template().endTokens())
            .with(report(fields))
            .with(FormatFields.read(fields));
    int n = Order.choices(fields);
    return new Order(List.of(Order.choices(request, n)), List.of(""), Order.Delivery.read(fields));
  }

  private int maxTokens(Fields fields, int prompt, int positions) {
    OptionalInt now = fields.integer("max_completion_tokens", 1, Integer.MAX_VALUE);
    OptionalInt before = fields.integer("max_tokens", 1, Integer.MAX_VALUE);
    if (now.isPresent() && before.isPresent() && now.getAsInt() != before.getAsInt()) {
      throw ApiError.field("max_tokens", "and max_completion_tokens must not differ");
    }
    if (now.isEmpty() && before.isEmpty()) {
      int room = Math.max(1, Math.min(usualTokens, positions - prompt));
      return Order.fitting("max_completion_tokens", prompt, room, positions);
    }
    String field = now.isPresent() ? "max_completion_tokens" : "max_tokens";
    return Order.fitting(
        field, prompt, now.isPresent() ? now.getAsInt() : before.getAsInt(), positions);
  }

  private static ProbabilityReport report(Fields fields) {
    OptionalInt top = fields.integer("top_logprobs", 0, ProbabilityReport.MOST_ALTERNATIVES);
    if (fields.flag("logprobs")) {
      return ProbabilityReport.generated(top.orElse(0));
    }
    if (top.orElse(0) > 0) {
      throw ApiError.field("top_logprobs", "needs logprobs to be true");
    }
    return ProbabilityReport.none();
  }

  private int[] tokens(List<ChatMessage> messages) {
    int[] chat;
    try {
      chat = model.template().tokens(messages, true);
    } catch (IllegalArgumentException e) {
      throw ApiError.field("messages", "are refused: " + e.getMessage());
    }
    OptionalInt begin = model.tokenizer().beginOfText();
    boolean twice = !context.isEmpty() && chat.length > 0 && begin.equals(OptionalInt.of(chat[0]));
    return IntStream.concat(IntStream.of(context.toArray()), IntStream.of(chat).skip(twice ? 1 : 0))
        .toArray();
  }

  private static List<ChatMessage> messages(Fields fields) {
    JsonNode all =
        fields.value("messages").orElseThrow(() -> ApiError.field("messages", "are missing"));
    if (!all.isArray() || all.isEmpty()) {
      throw ApiError.field("messages", "must be a list of at least 1 message");
    }
    List<ChatMessage> messages = new ArrayList<>();
    for (JsonNode one : all) {
      messages.add(message("messages[" + messages.size() + "]", one));
    }
    return messages;
  }

  private static ChatMessage message(String place, JsonNode json) {
    if (!(json instanceof ObjectNode object)) {
      throw ApiError.field(place, "must be an object with role and content");
    }
    Fields fields = new Fields(object);
    if (fields.value("tool_calls").filter(calls -> !calls.isEmpty()).isPresent()) {
      throw ApiError.field(place + ".tool_calls", "is not supported by this server");
    }
    String role =
        fields.text("role").orElseThrow(() -> ApiError.field(place + ".role", "is missing"));
    try {
      return new ChatMessage(role, content(place + ".content", fields));
    } catch (IllegalArgumentException _) {
      throw ApiError.field(place + ".role", "must be system, developer, user, assistant or tool");
    }
  }

  private static String content(String place, Fields fields) {
    JsonNode content = fields.value("content").orElse(null);
    if (content == null) {
      return "";
    }
    if (content.isString()) {
      return content.asString();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      if (!part.path("type").asString("").equals("text") || !part.path("text").isString()) {
        throw ApiError.field(place, "must be a string or a list of parts of the type text");
      }
      text.append(part.path("text").asString());
    }
    if (!content.isArray()) {
      throw ApiError.field(place, "must be a string or a list of parts of the type text");
    }
    return text.toString();
  }
}
