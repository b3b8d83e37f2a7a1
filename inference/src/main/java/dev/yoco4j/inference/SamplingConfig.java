package dev.yoco4j.inference;

/// How the next token is chosen from the model's logits.
///
/// In this order, each step on what the one before left: repetition penalty, preferences,
/// temperature, top-k, top-p, min-p, draw. That is Hugging Face's order; llama.cpp applies its
/// temperature last, so its top-p and min-p see untempered probabilities.
///
/// @param temperature divides the logits; 0 always takes the most likely token and makes the other
///   settings but the penalty and the preferences idle
/// @param topK how many of the most likely tokens stay; 0 keeps all
/// @param topP the fewest tokens stay that are this likely together, above 0; 1 keeps all
/// @param minP tokens stay that are at least this part as likely as the most likely one; 0 keeps
///   all
/// @param repetitionPenalty positive logits of tokens seen before are divided by it, negative ones
///   multiplied (CTRL, arXiv 1909.05858, section 4.1, with the sign taken into account as in
///   Hugging Face); 1 is none
/// @param seed the same seed gives the same draws from the same logits
/// @param preferences presence and frequency penalties, and bias
public record SamplingConfig(
    double temperature,
    int topK,
    double topP,
    double minP,
    double repetitionPenalty,
    long seed,
    TokenPreferences preferences) {
  /// Checks the bounds.
  ///
  /// @throws IllegalArgumentException if a setting is out of bounds; the message names it
  public SamplingConfig {
    require(temperature >= 0, "temperature must be at least 0 and finite", temperature);
    require(topK >= 0, "top-k must be at least 0", topK);
    require(topP > 0 && topP <= 1, "top-p must be above 0 and at most 1", topP);
    require(minP >= 0 && minP <= 1, "min-p must be at least 0 and at most 1", minP);
    require(
        repetitionPenalty > 0, "repetition penalty must be above 0 and finite", repetitionPenalty);
  }

  /// Without preferences.
  ///
  /// @param temperature at least 0
  /// @param topK at least 0
  /// @param topP above 0, at most 1
  /// @param minP from 0 to 1
  /// @param repetitionPenalty above 0
  /// @param seed any number
  public SamplingConfig(
      double temperature, int topK, double topP, double minP, double repetitionPenalty, long seed) {
    this(temperature, topK, topP, minP, repetitionPenalty, seed, TokenPreferences.none());
  }

  private static void require(boolean holds, String bound, Number value) {
    if (!holds || Double.isInfinite(value.doubleValue())) {
      throw new IllegalArgumentException(bound + ", was " + value);
    }
  }

  /// Always the most likely token.
  ///
  /// @return temperature 0, no penalty
  public static SamplingConfig greedy() {
    return new SamplingConfig(0, 0, 1, 0, 1, 0);
  }

  /// Draws from the model's own distribution.
  ///
  /// @param seed of the draws
  /// @return temperature 1, nothing cut, no penalty
  public static SamplingConfig plain(long seed) {
    return new SamplingConfig(1, 0, 1, 0, 1, seed);
  }

  /// The same with another temperature.
  ///
  /// @param value at least 0
  /// @return a copy
  public SamplingConfig withTemperature(double value) {
    return new SamplingConfig(value, topK, topP, minP, repetitionPenalty, seed, preferences);
  }

  /// The same with another top-k.
  ///
  /// @param value at least 0
  /// @return a copy
  public SamplingConfig withTopK(int value) {
    return new SamplingConfig(temperature, value, topP, minP, repetitionPenalty, seed, preferences);
  }

  /// The same with another top-p.
  ///
  /// @param value above 0, at most 1
  /// @return a copy
  public SamplingConfig withTopP(double value) {
    return new SamplingConfig(temperature, topK, value, minP, repetitionPenalty, seed, preferences);
  }

  /// The same with another min-p.
  ///
  /// @param value from 0 to 1
  /// @return a copy
  public SamplingConfig withMinP(double value) {
    return new SamplingConfig(temperature, topK, topP, value, repetitionPenalty, seed, preferences);
  }

  /// The same with another repetition penalty.
  ///
  /// @param value above 0
  /// @return a copy
  public SamplingConfig withRepetitionPenalty(double value) {
    return new SamplingConfig(temperature, topK, topP, minP, value, seed, preferences);
  }

  /// The same with other draws.
  ///
  /// @param value any number
  /// @return a copy
  public SamplingConfig withSeed(long value) {
    return new SamplingConfig(temperature, topK, topP, minP, repetitionPenalty, value, preferences);
  }

  /// The same with other preferences.
  ///
  /// @param value penalties and bias
  /// @return a copy
  public SamplingConfig with(TokenPreferences value) {
    return new SamplingConfig(temperature, topK, topP, minP, repetitionPenalty, seed, value);
  }
}
