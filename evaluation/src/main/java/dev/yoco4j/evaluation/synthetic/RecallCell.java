package dev.yoco4j.evaluation.synthetic;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a model recalled at one length and depth.
///
/// @param length tokens of a trial
/// @param depth where the answer stands, from 0 to 1
/// @param trials how many
/// @param exact how many of them were answered exactly
/// @param nats of all answers together
public record RecallCell(int length, double depth, int trials, int exact, double nats) {
  private static final String EXACT = "exact";
  private static final String NATS = "nats";

  /// The part that was answered exactly.
  ///
  /// @return from 0 to 1
  public double accuracy() {
    return (double) exact / trials;
  }

  ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put(EXACT, exact);
    node.put(NATS, nats);
    return node;
  }

  static RecallCell of(ObjectNode node, int length, double depth, int trials) {
    return new RecallCell(
        length, depth, trials, node.required(EXACT).asInt(), node.required(NATS).asDouble());
  }
}
