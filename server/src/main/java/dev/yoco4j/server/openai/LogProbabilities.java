package dev.yoco4j.server.openai;

import dev.yoco4j.inference.ScoredToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Log-probabilities of one choice, collected until they are written.
sealed interface LogProbabilities
    permits LogProbabilities.None, LegacyLogProbabilities, ChatLogProbabilities {
  /// A token that nothing predicts: the first of a text.
  void addUnscored(int token);

  void add(ScoredToken token);

  /// What came since the last time.
  JsonNode take();

  /// For those who did not ask.
  record None() implements LogProbabilities {
    @Override
    public void addUnscored(int token) {}

    @Override
    public void add(ScoredToken token) {}

    @Override
    public JsonNode take() {
      return JsonNodeFactory.instance.nullNode();
    }
  }
}
