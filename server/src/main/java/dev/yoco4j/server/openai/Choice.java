package dev.yoco4j.server.openai;

import dev.yoco4j.inference.FinishReason;
import dev.yoco4j.inference.GenerationEvent;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.ProbabilityReport;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// One choice of an answer, as far as it has come.
final class Choice {
  private final GenerationRequest request;
  private final LogProbabilities logProbabilities;
  private final StringBuilder text;
  private int told; // tokens of the prompt that are in the log-probabilities
  private Optional<FinishReason> reason = Optional.empty();

  /// @param echo what the text begins with
  /// @param contextTokens of the prompt that are no part of what is echoed
  Choice(
      GenerationRequest request,
      LogProbabilities logProbabilities,
      String echo,
      int contextTokens) {
    this.request = request;
    this.logProbabilities = logProbabilities;
    told = contextTokens;
    text = new StringBuilder(echo);
  }

  void add(GenerationEvent event) {
    text.append(event.text());
    switch (event) {
      case GenerationEvent.Scored scored -> {
        unscoredUntil(scored.from());
        for (int i = Math.max(0, told - scored.from()); i < scored.tokens().size(); i++) {
          logProbabilities.add(scored.tokens().get(i));
          told++;
        }
      }
      case GenerationEvent.Token token -> {
        wholePrompt();
        token.score().ifPresent(logProbabilities::add);
      }
      case GenerationEvent.Finished finished -> {
        wholePrompt();
        reason = Optional.of(finished.reason());
      }
      case GenerationEvent.Started _ -> {}
      case GenerationEvent.Prefilled _ -> {}
    }
  }

  private void wholePrompt() {
    if (request.report().part() == ProbabilityReport.Part.ALL) {
      unscoredUntil(request.prompt().size());
    }
  }

  private void unscoredUntil(int end) {
    for (; told < end; told++) {
      logProbabilities.addUnscored(request.prompt().get(told));
    }
  }

  /// The text since the last time.
  String takeText() {
    String taken = text.toString();
    text.setLength(0);
    return taken;
  }

  JsonNode takeLogProbabilities() {
    return logProbabilities.take();
  }

  boolean isEmpty() {
    return text.isEmpty();
  }

  /// `stop`, `length`, or empty while the choice is not over.
  Optional<String> finishReason() {
    return reason.map(why ->
        switch (why) {
          case END_TOKEN, STOP_STRING, COMPLETE -> "stop";
          case MAX_TOKENS, PAST_FULL, CANCELLED -> "length";
        });
  }
}
