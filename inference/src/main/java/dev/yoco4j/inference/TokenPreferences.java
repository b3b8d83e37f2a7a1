package dev.yoco4j.inference;

import java.util.Map;

/// Tokens that a request wants more or less often than the model does.
///
/// Added to the logits after the repetition penalty and before the temperature, so that the most
/// likely token at temperature 0 is the most likely one with them, too: `logit + bias - (count > 0
/// ? presencePenalty : 0) - count * frequencyPenalty`, where `count` is how often this request has
/// generated the token. Its prompt does not count.
///
/// @param presencePenalty from -2 to 2; 0 is none
/// @param frequencyPenalty from -2 to 2; 0 is none
/// @param bias by token id, from -100 to 100; -100 as good as forbids a token, 100 as good as
///   forces it
public record TokenPreferences(
    double presencePenalty, double frequencyPenalty, Map<Integer, Double> bias) {
  private static final TokenPreferences NONE = new TokenPreferences(0, 0, Map.of());

  /// Checks the bounds and copies.
  ///
  /// @throws IllegalArgumentException if a number is out of bounds; the message names it
  public TokenPreferences {
    requireWithin("presence penalty", presencePenalty, 2);
    requireWithin("frequency penalty", frequencyPenalty, 2);
    bias = Map.copyOf(bias);
    bias.forEach((token, value) -> {
      if (token < 0) {
        throw new IllegalArgumentException(
            "logit bias must be for tokens of at least 0, was for " + token);
      }
      requireWithin("logit bias of token " + token, value, 100);
    });
  }

  private static void requireWithin(String name, double value, int bound) {
    if (!(Math.abs(value) <= bound)) {
      throw new IllegalArgumentException(
          "%s must be from -%d to %d, was %s".formatted(name, bound, bound, value));
    }
  }

  /// What the model wants.
  ///
  /// @return no penalties and no bias
  public static TokenPreferences none() {
    return NONE;
  }

  /// Whether these change nothing.
  ///
  /// @return true if so
  public boolean isNone() {
    return equals(NONE);
  }
}
