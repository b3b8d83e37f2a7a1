package dev.yoco4j.cli;

import dev.yoco4j.evaluation.needle.NeedleConfig;
import dev.yoco4j.evaluation.needle.NeedleResult;
import dev.yoco4j.evaluation.needle.NeedleResult.Count;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Needles for scripts; the keys are a promise.
final class NeedleJson {
  private NeedleJson() {}

  static ObjectNode of(NeedleResult result) {
    NeedleConfig config = result.config();
    ObjectNode node = count(Json.object(), result.all());
    ArrayNode lengths = node.putArray("by_length");
    ArrayNode depths = node.putArray("by_depth");
    for (int needles : config.needles()) {
      List<Double> fractions = config.depths(needles);
      for (int length : config.lengths()) {
        ObjectNode own = lengths.addObject().put("needles", needles).put("length", length);
        count(own, result.at(needles, length));
        for (int step = 0; step < fractions.size(); step++) {
          ObjectNode cell = depths.addObject().put("needles", needles).put("length", length);
          cell.put("depth", fractions.get(step));
          count(cell, result.at(needles, length, step));
        }
      }
    }
    return node;
  }

  private static ObjectNode count(ObjectNode node, Count count) {
    node.put("trials", count.trials());
    node.put("accuracy", count.accuracy());
    node.put("exact_accuracy", count.exactAccuracy());
    node.put("ambiguous", count.ambiguous());
    node.put("prompt_tokens", count.promptTokens());
    node.put("reused_tokens", count.reusedTokens());
    return node;
  }
}
