package dev.yoco4j.server.openai;

import dev.yoco4j.server.LimitsConfig;
import dev.yoco4j.server.ServedModel;
import dev.yoco4j.server.http.ApiError;
import dev.yoco4j.server.http.Fields;
import dev.yoco4j.server.http.Json;
import dev.yoco4j.text.Tokenizer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The model and its tokens: `/v1/models`, `/tokenize`, `/detokenize`, `/tokenizer_info`.
///
/// The last three are what lm-evaluation-harness asks for to work without a tokenizer of its own.
///
/// @param model that answers; fails while there is none
/// @param limits of bodies
public record ModelRoutes(Supplier<ServedModel> model, LimitsConfig limits) {
  /// Lists the one model.
  ///
  /// @param request without fields
  /// @param response to write to
  public void list(ServerRequest request, ServerResponse response) {
    ObjectNode json = Json.object().put("object", "list");
    json.putArray("data").add(describe(model.get()));
    Json.send(response, 200, json);
  }

  /// Tells of one model.
  ///
  /// @param request with the model's id as the end of its path
  /// @param response to write to
  public void get(ServerRequest request, ServerResponse response) {
    ServedModel served = model.get();
    String id = request.path().pathParameters().get("id");
    if (!id.equals(served.id())) {
      throw ApiError.missing(
          "model_not_found",
          "there is no model %s here; this server has %s".formatted(id, served.id()));
    }
    Json.send(response, 200, describe(served));
  }

  private static ObjectNode describe(ServedModel served) {
    return Json.object()
        .put("id", served.id())
        .put("object", "model")
        .put("created", served.created().getEpochSecond())
        .put("owned_by", "yoco4j")
        .put("max_model_len", served.engine().limits().maxPositions());
  }

  /// Encodes a text.
  ///
  /// @param request with `prompt` and `add_special_tokens`, which is true if absent
  /// @param response to write to
  public void tokenize(ServerRequest request, ServerResponse response) {
    ServedModel served = model.get();
    int[] tokens = Json.read(request, limits, fields -> tokens(served.tokenizer(), fields));
    ObjectNode json =
        Json.object()
            .put("count", tokens.length)
            .put("max_model_len", served.engine().limits().maxPositions());
    ArrayNode ids = json.putArray("tokens");
    IntStream.of(tokens).forEach(ids::add);
    Json.send(response, 200, json);
  }

  private static int[] tokens(Tokenizer tokenizer, Fields fields) {
    String text = fields.text("prompt").orElseThrow(() -> ApiError.field("prompt", "is missing"));
    boolean special =
        fields.value("add_special_tokens").isEmpty() || fields.flag("add_special_tokens");
    return special ? tokenizer.encodeDocument(text) : tokenizer.encode(text);
  }

  /// Decodes tokens.
  ///
  /// @param request with `tokens`
  /// @param response to write to
  public void detokenize(ServerRequest request, ServerResponse response) {
    Tokenizer tokenizer = model.get().tokenizer();
    int[] ids = Json.read(request, limits, fields -> ids(tokenizer, fields));
    Json.send(response, 200, Json.object().put("prompt", tokenizer.decode(ids)));
  }

  private static int[] ids(Tokenizer tokenizer, Fields fields) {
    JsonNode tokens =
        fields
            .value("tokens")
            .filter(JsonNode::isArray)
            .orElseThrow(() -> ApiError.field("tokens", "must be a list of token ids"));
    int[] ids = new int[tokens.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] =
          Math.toIntExact(
              Fields.whole("tokens", tokens.get(i), 0, tokenizer.vocabularySize() - 1L));
    }
    return ids;
  }

  /// Tells of the tokenizer.
  ///
  /// @param request without fields
  /// @param response to write to
  public void tokenizer(ServerRequest request, ServerResponse response) {
    ServedModel served = model.get();
    Tokenizer tokenizer = served.tokenizer();
    TokenText texts = new TokenText(tokenizer);
    ObjectNode json = Json.object();
    name(json, "bos_token", texts, tokenizer.beginOfText());
    name(json, "eos_token", texts, tokenizer.endOfText());
    json.putNull("pad_token");
    json.put("vocab_size", tokenizer.vocabularySize());
    json.put("chat_template", served.template().source());
    Json.send(response, 200, json);
  }

  private static void name(ObjectNode json, String field, TokenText texts, OptionalInt id) {
    json.set(
        field,
        id.isEmpty()
            ? Json.object().nullNode()
            : Json.object().stringNode(texts.text(id.getAsInt())));
  }
}
