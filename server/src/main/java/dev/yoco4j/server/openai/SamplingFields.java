package dev.yoco4j.server.openai;

import dev.yoco4j.inference.SamplingConfig;
import dev.yoco4j.inference.TokenPreferences;
import dev.yoco4j.server.http.ApiError;
import dev.yoco4j.server.http.Fields;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/// How tokens are chosen, from a request's fields; OpenAI's defaults.
final class SamplingFields {
  private SamplingFields() {}

  /// @param vocabulary tokens of the model
  static SamplingConfig read(Fields fields, int vocabulary) {
    SamplingConfig sampling = SamplingConfig.plain(seed(fields));
    double temperature = fields.number("temperature", 1);
    sampling = checked("temperature", sampling, s -> s.withTemperature(temperature));
    double topP = fields.number("top_p", 1);
    sampling = checked("top_p", sampling, s -> s.withTopP(topP));
    double minP = fields.number("min_p", 0);
    sampling = checked("min_p", sampling, s -> s.withMinP(minP));
    double penalty = fields.number("repetition_penalty", 1);
    sampling = checked("repetition_penalty", sampling, s -> s.withRepetitionPenalty(penalty));
    int topK = fields.integer("top_k", -1, Integer.MAX_VALUE).orElse(0);
    return sampling.withTopK(Math.max(0, topK)).with(preferences(fields, vocabulary));
  }

  /// A change that may be refused.
  private interface Change {
    SamplingConfig apply(SamplingConfig sampling);
  }

  private static SamplingConfig checked(String field, SamplingConfig sampling, Change change) {
    return checked(field, () -> change.apply(sampling));
  }

  private static <T> T checked(String field, Supplier<T> change) {
    try {
      return change.get();
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      int bound = message.indexOf(" must ");
      throw ApiError.field(
          field, bound < 0 ? "is refused: " + message : message.substring(bound + 1));
    }
  }

  private static long seed(Fields fields) {
    return fields
        .value("seed")
        .map(value -> Fields.whole("seed", value, Long.MIN_VALUE, Long.MAX_VALUE))
        .orElseGet(() -> ThreadLocalRandom.current().nextLong());
  }

  private static TokenPreferences preferences(Fields fields, int vocabulary) {
    double presence = fields.number("presence_penalty", 0);
    double frequency = fields.number("frequency_penalty", 0);
    var _ = checked("presence_penalty", () -> new TokenPreferences(presence, 0, Map.of()));
    var _ = checked("frequency_penalty", () -> new TokenPreferences(0, frequency, Map.of()));
    Map<Integer, Double> bias = new HashMap<>();
    fields
        .fields("logit_bias")
        .ifPresent(all -> {
          for (Map.Entry<String, JsonNode> entry : all.object().properties()) {
            bias.put(
                token(entry.getKey(), vocabulary), Fields.number("logit_bias", entry.getValue()));
          }
        });
    return checked("logit_bias", () -> new TokenPreferences(presence, frequency, bias));
  }

  private static int token(String id, int vocabulary) {
    try {
      int token = Integer.parseInt(id);
      if (token >= 0 && token < vocabulary) {
        return token;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw ApiError.field(
        "logit_bias",
        "must be for token ids below %d, was for %s".formatted(vocabulary, shown(id)));
  }

  private static String shown(String text) {
    return text.length() <= 20 ? text : text.substring(0, 20) + "...";
  }
}
