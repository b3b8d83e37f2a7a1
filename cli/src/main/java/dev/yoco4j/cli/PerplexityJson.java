package dev.yoco4j.cli;

import dev.yoco4j.evaluation.perplexity.PerplexityResult;
import dev.yoco4j.evaluation.perplexity.PerplexityResult.PositionScore;
import dev.yoco4j.evaluation.perplexity.PerplexityResult.Score;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A perplexity for scripts; the keys are a promise.
final class PerplexityJson {
  private PerplexityJson() {}

  static ObjectNode of(PerplexityResult result, DocumentReader reader) {
    ObjectNode node = score(Json.object(), result.all());
    node.put("documents", result.documents());
    node.put("documents_passed_over", result.passedOver());
    node.put("malformed_rows", reader.malformed());
    node.put("replaced_places", reader.replaced());
    node.put("bytes", result.bytes());
    node.put("tokens_left_out", result.leftOut());
    result
        .bitsPerByte()
        .ifPresentOrElse(
            bits -> node.put("bits_per_byte", bits), () -> node.putNull("bits_per_byte"));
    result
        .split()
        .ifPresent(split -> {
          score(node.putObject("ar_hit"), split.repeats());
          score(node.putObject("first_occurrence"), split.rest());
        });
    if (!result.positions().isEmpty()) {
      ArrayNode positions = node.putArray("by_position");
      result.positions().forEach(position -> positions.add(position(position)));
    }
    return node;
  }

  private static ObjectNode position(PositionScore position) {
    ObjectNode node = Json.object();
    node.put("to", position.to());
    node.put("documents", position.documents());
    node.put("tokens", position.own().tokens());
    put(node, "loss", position.own().loss());
    put(node, "cumulative_loss", position.upTo().loss());
    return node;
  }

  private static ObjectNode score(ObjectNode node, Score score) {
    node.put("tokens", score.tokens());
    node.put("nats", score.nats());
    put(node, "loss", score.loss());
    put(node, "perplexity", score.perplexity());
    return node;
  }

  /// JSON has no word for what is no number.
  private static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }
}
