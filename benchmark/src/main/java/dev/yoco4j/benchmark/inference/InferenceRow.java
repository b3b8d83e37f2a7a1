package dev.yoco4j.benchmark.inference;

import dev.yoco4j.torch.Precision;

/// What one model costs at one length and batch.
///
/// @param model what was measured
/// @param precision of weights and activations
/// @param length of the prompt
/// @param batch sequences decoded together
/// @param prefill seconds until one sequence's prompt has passed and its last logits are there
/// @param firstToken seconds until the first token is chosen from them
/// @param step seconds of a decoding step, which gives each sequence one token
/// @param memory of the repetition that took most
/// @param keyValueBytesPerToken that a position of one sequence adds
/// @param floors what the device needs at least
public record InferenceRow(
    BenchmarkModel model,
    Precision precision,
    long length,
    long batch,
    Spread prefill,
    Spread firstToken,
    Spread step,
    MemoryUse memory,
    long keyValueBytesPerToken,
    Floors floors) {
  /// Tokens that all sequences together are given in a second.
  ///
  /// @return tokens per second
  public double tokensPerSecond() {
    return (double) batch / step.median();
  }

  /// Tokens of one prompt that pass in a second.
  ///
  /// @return tokens per second
  public double prefillTokensPerSecond() {
    return (double) length / prefill.median();
  }

  /// The least that the prompt can take.
  ///
  /// @return seconds
  public double floorPrefillSeconds() {
    return floors.prefillSeconds(length);
  }

  /// The least that a step can take.
  ///
  /// @return seconds
  public double floorStepSeconds() {
    return floors.decodeSeconds(length, batch);
  }
}
