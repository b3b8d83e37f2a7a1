package dev.yoco4j.cli;

import dev.yoco4j.inference.GenerationEvent.Finished;
import dev.yoco4j.inference.SamplingConfig;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;
import tools.jackson.databind.node.ObjectNode;

/// What a generation took, and why it ended.
record GenerationSummary(Finished finished, SamplingConfig sampling, RestoredContext restored) {
  /// One line for people.
  String line() {
    String prompt =
        String.format(
            Locale.ROOT,
            "%,d prompt tokens in %.2f s",
            finished.promptTokens() - restored.tokens().size(),
            seconds(finished.prefill()));
    if (!restored.tokens().isEmpty()) {
      prompt =
          String.format(
              Locale.ROOT,
              "%,d tokens of context restored in %.0f ms, %s",
              restored.tokens().size(),
              1e3 * seconds(restored.time()),
              prompt);
    }
    String generated =
        String.format(Locale.ROOT, "%,d tokens generated", finished.generatedTokens());
    OptionalDouble rate = millisecondsPerToken();
    if (rate.isPresent()) {
      generated += String.format(Locale.ROOT, " at %.1f ms each", rate.getAsDouble());
    }
    String seed = sampling.temperature() > 0 ? "seed " + sampling.seed() : "greedy";
    return String.join(", ", prompt, generated, reason(), seed);
  }

  /// The same for scripts.
  ///
  /// @param text what was generated
  ObjectNode document(String text) {
    ObjectNode document = Json.object();
    document.put("text", text);
    document.put("finish_reason", finished.reason().name().toLowerCase(Locale.ROOT));
    document.put("prompt_tokens", finished.promptTokens());
    if (!restored.tokens().isEmpty()) {
      document.put("context_tokens", restored.tokens().size());
      document.put("restore_seconds", seconds(restored.time()));
    }
    document.put("reused_tokens", finished.reusedTokens());
    document.put("generated_tokens", finished.generatedTokens());
    document.put("prefill_seconds", seconds(finished.prefill()));
    document.put("decode_seconds", seconds(finished.decode()));
    millisecondsPerToken().ifPresent(rate -> document.put("milliseconds_per_token", rate));
    document.put("seed", sampling.seed());
    return document;
  }

  /// The first token costs nothing after the prompt: its logits are there.
  private OptionalDouble millisecondsPerToken() {
    int steps = finished.generatedTokens() - 1;
    return steps > 0
        ? OptionalDouble.of(1e3 * seconds(finished.decode()) / steps)
        : OptionalDouble.empty();
  }

  private String reason() {
    return switch (finished.reason()) {
      case END_TOKEN -> "ended by the model";
      case STOP_STRING -> "ended by a stop string";
      case COMPLETE -> "complete";
      case MAX_TOKENS -> "ended by --max-tokens";
      case PAST_FULL -> "ended because the model's positions are full";
      case CANCELLED -> "interrupted";
    };
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
