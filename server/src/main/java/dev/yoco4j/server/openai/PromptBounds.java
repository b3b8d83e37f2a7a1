package dev.yoco4j.server.openai;

import dev.yoco4j.inference.ProbabilityReport;
import dev.yoco4j.server.http.ApiError;
import java.util.List;

/// How much one request may ask for: a small body can ask for more than fits into Java's heap.
final class PromptBounds {
  /// Choices of all prompts.
  static final int MOST_CHOICES = 4096;

  /// Tokens of all prompts, each with its context.
  private static final long MOST_TOKENS = 16L << 20;

  /// Numbers to be told of prompts.
  private static final long MOST_LOG_PROBABILITIES = 2L << 20;

  private PromptBounds() {}

  /// @param context tokens before each prompt
  /// @param n choices of each prompt
  static void check(List<int[]> prompts, int context, int n, ProbabilityReport report) {
    if ((long) prompts.size() * n > MOST_CHOICES) {
      throw ApiError.field(
          "n", "times the number of prompts must be at most %d".formatted(MOST_CHOICES));
    }
    long asked = prompts.stream().mapToLong(prompt -> prompt.length).sum();
    if (asked + (long) context * prompts.size() > MOST_TOKENS) {
      throw ApiError.field(
          "prompt",
          "must have at most %d tokens in all, a context counted for each prompt"
              .formatted(MOST_TOKENS));
    }
    long told = asked * n * (1 + report.alternatives());
    if (report.part() == ProbabilityReport.Part.ALL && told > MOST_LOG_PROBABILITIES) {
      throw ApiError.field(
          "logprobs",
          "with echo would tell %d numbers, of at most %d: send fewer prompts at once"
              .formatted(told, MOST_LOG_PROBABILITIES));
    }
  }
}
