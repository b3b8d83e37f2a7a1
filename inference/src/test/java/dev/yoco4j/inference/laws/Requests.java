package dev.yoco4j.inference.laws;

import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.GenerationSession;
import dev.yoco4j.inference.SamplingConfig;
import dev.yoco4j.inference.TextGenerator;
import dev.yoco4j.inference.engine.Recording;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Requests for tiny models.
public final class Requests {
  /// One less than the models have: tests put a meaning into the last.
  private static final int VOCABULARY = 60;

  private Requests() {}

  /// Random tokens, the same ones for the same seed and length.
  public static int[] tokens(long seed, int length) {
    return new SplittableRandom(seed).ints(length, 0, VOCABULARY).toArray();
  }

  /// One after the other.
  public static int[] joined(int[]... parts) {
    return Stream.of(parts).flatMapToInt(IntStream::of).toArray();
  }

  /// Always the most likely token.
  public static GenerationRequest greedy(int[] prompt, int maxTokens) {
    return GenerationRequest.of(prompt, maxTokens, SamplingConfig.greedy());
  }

  /// Tokens that an engine generates.
  public static int[] generated(TextGenerator engine, GenerationRequest request) {
    Recording events = new Recording();
    var _ = engine.generate(request, events);
    return events.tokens();
  }

  /// Tokens that a session generates.
  public static int[] generated(GenerationSession session, GenerationRequest request) {
    Recording events = new Recording();
    var _ = session.generate(request, events);
    return events.tokens();
  }

  /// Tokens that an engine generates, which is closed after it.
  public static int[] alone(TextGenerator engine, GenerationRequest request) {
    try (engine) {
      return generated(engine, request);
    }
  }
}
