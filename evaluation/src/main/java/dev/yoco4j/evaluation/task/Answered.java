package dev.yoco4j.evaluation.task;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a model gave for one question.
///
/// @param question its index in the task
/// @param logProbabilities of each alternative's continuation, in nats
/// @param truncated whether a context was longer than the model
public record Answered(int question, List<Double> logProbabilities, boolean truncated) {
  /// Copies the list.
  public Answered {
    logProbabilities = List.copyOf(logProbabilities);
  }

  private static final String SUMS = "log_probabilities";
  private static final String TRUNCATED = "truncated";

  /// The answer as a file keeps it.
  ///
  /// @return its numbers
  public ObjectNode toJson() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ArrayNode sums = node.putArray(SUMS);
    logProbabilities.forEach(sums::add);
    return node.put(TRUNCATED, truncated);
  }

  /// An answer from a file.
  ///
  /// @param question its index in the task
  /// @param node as [#toJson] gives it
  /// @return the answer
  /// @throws IllegalArgumentException if the node is something else
  public static Answered fromJson(int question, ObjectNode node) {
    List<Double> sums = new ArrayList<>();
    for (JsonNode sum : node.path(SUMS)) {
      sums.add(sum.asDouble(Double.NaN));
    }
    if (sums.isEmpty() || sums.contains(Double.NaN) || !node.path(TRUNCATED).isBoolean()) {
      throw new IllegalArgumentException("no answer: " + node);
    }
    return new Answered(question, sums, node.path(TRUNCATED).booleanValue());
  }

  /// The likeliest alternative; of equals the first, as numpy's `argmax` has it.
  ///
  /// @param lengths what each is divided by
  /// @return its index
  int best(List<Double> lengths) {
    int best = 0;
    for (int i = 1; i < lengths.size(); i++) {
      if (logProbabilities.get(i) / lengths.get(i)
          > logProbabilities.get(best) / lengths.get(best)) {
        best = i;
      }
    }
    return best;
  }
}
