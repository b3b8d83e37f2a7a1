package dev.yoco4j.server.openai;

import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.ProbabilityReport;
import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.server.ServedModel;
import dev.yoco4j.server.http.ApiError;
import dev.yoco4j.server.http.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// Reads requests for completions.
///
/// @param model that answers
/// @param context tokens that stand before each prompt
record CompletionFields(ServedModel model, TokenIds context) {
  private static final int MOST_PROMPTS = 4096;
  static final int MOST_STOPS = 32;
  private static final int USUAL_TOKENS = 16; // OpenAI's

  Order read(Fields fields) {
    FormatFields.refuseOthers(fields);
    Order.Delivery delivery = Order.Delivery.read(fields);
    boolean echo = fields.flag("echo");
    OptionalInt logprobs = fields.integer("logprobs", 0, ProbabilityReport.MOST_ALTERNATIVES);
    if (echo && logprobs.isPresent() && delivery.stream()) {
      throw ApiError.field("stream", "can't be true with both echo and logprobs");
    }
    int n = Order.choices(fields);
    fields
        .integer("best_of", 1, Order.MOST_CHOICES)
        .ifPresent(best -> {
          if (best != n) {
            throw ApiError.field("best_of", "must be n: this server does not rank answers");
          }
        });
    List<List<GenerationRequest>> prompts = new ArrayList<>();
    List<String> echoes = new ArrayList<>();
    List<int[]> asked = prompts(fields);
    ProbabilityReport report = report(echo, logprobs);
    PromptBounds.check(asked, context.size(), n, report);
    for (int[] prompt : asked) {
      prompts.add(Order.choices(request(fields, prompt, report), n));
      echoes.add(echo ? model.tokenizer().decode(prompt) : "");
    }
    return new Order(prompts, echoes, delivery);
  }

  private static ProbabilityReport report(boolean echo, OptionalInt logprobs) {
    if (logprobs.isEmpty()) {
      return ProbabilityReport.none();
    }
    return echo
        ? ProbabilityReport.all(logprobs.getAsInt())
        : ProbabilityReport.generated(logprobs.getAsInt());
  }

  private GenerationRequest request(Fields fields, int[] prompt, ProbabilityReport report) {
    var limits = model.engine().limits();
    int[] tokens =
        IntStream.concat(IntStream.of(context.toArray()), IntStream.of(prompt)).toArray();
    int wanted = fields.integer("max_tokens", 0, Integer.MAX_VALUE).orElse(USUAL_TOKENS);
    return new GenerationRequest(
            TokenIds.of(tokens),
            Order.fitting("max_tokens", tokens.length, wanted, limits.maxPositions()),
            SamplingFields.read(fields, limits.vocabularySize()),
            fields.texts("stop", MOST_STOPS),
            Set.of())
        .with(report)
        .with(FormatFields.read(fields));
  }

  private List<int[]> prompts(Fields fields) {
    JsonNode prompt =
        fields.value("prompt").orElseThrow(() -> ApiError.field("prompt", "is missing"));
    if (prompt.isString()) {
      return List.of(encoded(prompt));
    }
    if (!prompt.isArray() || prompt.isEmpty() || prompt.size() > mostOf(prompt)) {
      throw ApiError.field(
          "prompt",
          "must be a string, a list of token ids, or a list of 1 to %d of these"
              .formatted(MOST_PROMPTS));
    }
    if (prompt.get(0).isNumber()) {
      return List.of(ids(prompt));
    }
    List<int[]> prompts = new ArrayList<>();
    prompt.forEach(one -> prompts.add(one.isString() ? encoded(one) : ids(one)));
    return prompts;
  }

  private static int mostOf(JsonNode prompt) {
    return prompt.get(0).isNumber() ? Integer.MAX_VALUE : MOST_PROMPTS;
  }

  /// A text begins with the begin-of-text token, unless a context did.
  private int[] encoded(JsonNode text) {
    int[] tokens =
        context.isEmpty()
            ? model.tokenizer().encodeDocument(text.asString())
            : model.tokenizer().encode(text.asString());
    if (tokens.length == 0 && context.isEmpty()) {
      throw ApiError.field("prompt", "must not be empty: the model has no begin-of-text token");
    }
    return tokens;
  }

  /// Token ids are taken as they are.
  private int[] ids(JsonNode list) {
    int vocabulary = model.engine().limits().vocabularySize();
    if (!list.isArray() || list.isEmpty()) {
      throw ApiError.field("prompt", "must not mix strings and token ids, nor hold empty lists");
    }
    int[] ids = new int[list.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = Math.toIntExact(Fields.whole("prompt", list.get(i), 0, vocabulary - 1L));
    }
    return ids;
  }
}
