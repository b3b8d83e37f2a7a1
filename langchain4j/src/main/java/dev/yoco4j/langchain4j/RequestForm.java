package dev.yoco4j.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.internal.Json;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.OutputFormat;
import dev.yoco4j.inference.SamplingConfig;
import dev.yoco4j.inference.TokenPreferences;
import dev.yoco4j.text.chat.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Requests of LangChain4j as the engine takes them.
final class RequestForm {
  private RequestForm() {}

  /// A conversation to be answered.
  ///
  /// @throws UnsupportedFeatureException if it asks for what no model here does
  /// @throws IllegalArgumentException if a setting is out of bounds, or the template refuses it
  static GenerationRequest chat(ChatRequest request, YocoModel model) {
    ChatRequestParameters parameters = request.parameters();
    refuseOthers(parameters, model);
    List<ChatMessage> messages = request.messages().stream().map(RequestForm::message).toList();
    int[] prompt = model.template().tokens(messages, true);
    List<String> stops = new ArrayList<>(stops(parameters));
    stops.addAll(model.template().stopStrings());
    return GenerationRequest.of(prompt, maxTokens(parameters, prompt, model), sampling(parameters))
        .withStopStrings(stops)
        .withEndTokens(model.template().endTokens())
        .with(format(parameters.responseFormat()));
  }

  /// A text to be continued, as a document begins.
  static GenerationRequest text(int[] prompt, ChatRequestParameters parameters, YocoModel model) {
    refuseOthers(parameters, model);
    return GenerationRequest.of(prompt, maxTokens(parameters, prompt, model), sampling(parameters))
        .withStopStrings(stops(parameters))
        .with(format(parameters.responseFormat()));
  }

  /// @throws IllegalArgumentException if a setting is out of bounds
  static void check(ChatRequestParameters parameters) {
    refuseTools(parameters);
    var _ = sampling(parameters);
    var _ = format(parameters.responseFormat());
    @Nullable Integer most = parameters.maxOutputTokens();
    if (most != null && most < 1) {
      throw new IllegalArgumentException("max output tokens must be at least 1, was " + most);
    }
  }

  private static void refuseOthers(ChatRequestParameters parameters, YocoModel model) {
    check(parameters);
    @Nullable String name = parameters.modelName();
    if (name != null && !name.equals(model.name())) {
      throw new UnsupportedFeatureException(
          "this is the model %s, the request wants %s: leave the model's name out"
              .formatted(model.name(), name));
    }
  }

  private static void refuseTools(ChatRequestParameters parameters) {
    @Nullable List<?> tools = parameters.toolSpecifications();
    if ((tools != null && !tools.isEmpty()) || parameters.toolChoice() != null) {
      throw new UnsupportedFeatureException(
          "yoco4j calls no tools: leave out tool specifications and tool choice");
    }
  }

  private static ChatMessage message(dev.langchain4j.data.message.ChatMessage message) {
    return switch (message) {
      case SystemMessage system -> new ChatMessage("system", system.text());
      case UserMessage user -> new ChatMessage("user", text(user.contents()));
      case AiMessage said -> new ChatMessage("assistant", text(said));
      default ->
          throw new UnsupportedFeatureException(
              "yoco4j reads messages of the system, users and assistants, not of type "
                  + message.type());
    };
  }

  private static String text(List<Content> contents) {
    return contents.stream()
        .map(content -> {
          if (content instanceof TextContent text) {
            return text.text();
          }
          throw new UnsupportedFeatureException("yoco4j reads text only, not " + content.type());
        })
        .collect(Collectors.joining("\n"));
  }

  private static String text(AiMessage said) {
    if (said.hasToolExecutionRequests()) {
      throw new UnsupportedFeatureException("yoco4j calls no tools, but a message has calls");
    }
    @Nullable String text = said.text();
    return text == null ? "" : text;
  }

  private static List<String> stops(ChatRequestParameters parameters) {
    @Nullable List<String> stops = parameters.stopSequences();
    return stops == null ? List.of() : stops;
  }

  private static int maxTokens(ChatRequestParameters parameters, int[] prompt, YocoModel model) {
    @Nullable Integer most = parameters.maxOutputTokens();
    return most == null ? model.room(prompt.length) : most;
  }

  private static SamplingConfig sampling(ChatRequestParameters parameters) {
    var own =
        parameters instanceof YocoChatRequestParameters known
            ? known
            : YocoChatRequestParameters.builder().overrideWith(parameters).build();
    @Nullable Long seed = own.seed();
    @Nullable Map<Integer, Double> bias = own.logitBias();
    return new SamplingConfig(
        or(own.temperature(), 1),
        own.topK() == null ? 0 : own.topK(),
        or(own.topP(), 1),
        or(own.minP(), 0),
        or(own.repetitionPenalty(), 1),
        seed == null ? ThreadLocalRandom.current().nextLong() : seed,
        new TokenPreferences(
            or(own.presencePenalty(), 0),
            or(own.frequencyPenalty(), 0),
            bias == null ? Map.of() : bias));
  }

  private static double or(@Nullable Double said, double usual) {
    return said == null ? usual : said;
  }

  private static OutputFormat format(@Nullable ResponseFormat wanted) {
    if (wanted == null || wanted.type() == ResponseFormatType.TEXT) {
      return new OutputFormat.Text();
    }
    @Nullable JsonSchema schema = wanted.jsonSchema();
    return schema == null ? new OutputFormat.JsonObject() : new OutputFormat.JsonSchema(of(schema));
  }

  private static String of(JsonSchema schema) {
    return schema.rootElement() instanceof JsonRawSchema raw
        ? raw.schema()
        : Json.toJson(JsonSchemaElementUtils.toMap(schema.rootElement()));
  }
}
