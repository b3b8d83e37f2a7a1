package dev.yoco4j.server.openai;

import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.SamplingConfig;
import dev.yoco4j.server.http.ApiError;
import dev.yoco4j.server.http.Fields;
import java.util.List;
import java.util.stream.IntStream;

/// A client's request, read.
///
/// @param prompts for each prompt its choices
/// @param echo for each prompt the text that its choices begin with, empty where none is wanted
/// @param delivery how the answer comes
record Order(List<List<GenerationRequest>> prompts, List<String> echo, Delivery delivery) {
  static final int MOST_CHOICES = 128;

  /// @param stream as events
  /// @param usage with a last event that counts
  /// @param progress with events while the prompt is taken in
  record Delivery(boolean stream, boolean usage, boolean progress) {
    static Delivery read(Fields fields) {
      boolean stream = fields.flag("stream");
      boolean usage =
          fields.fields("stream_options").map(o -> o.flag("include_usage")).orElse(false);
      return new Delivery(stream, usage, fields.flag("return_progress"));
    }
  }

  /// How many choices each prompt gets.
  static int choices(Fields fields) {
    return fields.integer("n", 1, MOST_CHOICES).orElse(1);
  }

  /// Choices of one prompt, each with draws of its own.
  static List<GenerationRequest> choices(GenerationRequest first, int n) {
    SamplingConfig sampling = first.sampling();
    return IntStream.range(0, n)
        .mapToObj(i -> first.with(sampling.withSeed(sampling.seed() + i)))
        .toList();
  }

  /// Refuses what would end before it was done.
  static int fitting(String field, int prompt, int maxTokens, int positions) {
    if ((long) prompt + maxTokens > positions) {
      throw new ApiError(
          400,
          "invalid_request_error",
          "context_length_exceeded",
          field,
          ("the prompt has %d tokens and %d more were asked for, together more than the %d that a sequence"
                  + " may have: shorten the prompt, lower %s, or start yoco serve with --positions")
              .formatted(prompt, maxTokens, positions, field));
    }
    return maxTokens;
  }
}
