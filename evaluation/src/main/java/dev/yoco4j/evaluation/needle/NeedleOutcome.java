package dev.yoco4j.evaluation.needle;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// How a trial went.
///
/// @param trial which
/// @param city that was asked for
/// @param answer that was wanted
/// @param prediction what the model wrote
/// @param ambiguous whether two needles were about the city
/// @param promptTokens tokens of the prompt
/// @param reusedTokens those of them that an earlier trial had left in memory
public record NeedleOutcome(
    NeedleTrial trial,
    String city,
    int answer,
    String prediction,
    boolean ambiguous,
    int promptTokens,
    int reusedTokens) {
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  /// Correct as the reference counts: the number stands somewhere in what the model wrote, so that
  /// 7 is found in 47.
  ///
  /// @return true if so
  public boolean isContained() {
    return prediction.contains(String.format(Locale.ROOT, "%d", answer));
  }

  /// Correct exactly: the first number that the model wrote is the one.
  ///
  /// @return true if so
  public boolean isExact() {
    Matcher first = NUMBER.matcher(prediction);
    return first.find() && first.group().equals(String.format(Locale.ROOT, "%d", answer));
  }

  static NeedleOutcome of(NeedleTrial trial, JsonNode node) {
    return new NeedleOutcome(
        trial,
        node.path("city").asString(),
        node.path("answer").asInt(),
        node.path("prediction").asString(),
        node.path("ambiguous").asBoolean(),
        node.path("prompt_tokens").asInt(),
        node.path("reused_tokens").asInt());
  }

  ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("city", city);
    node.put("answer", answer);
    node.put("prediction", prediction);
    node.put("ambiguous", ambiguous);
    node.put("prompt_tokens", promptTokens);
    node.put("reused_tokens", reusedTokens);
    return node;
  }
}
