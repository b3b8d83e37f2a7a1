package dev.yoco4j.inference.engine;

import dev.yoco4j.inference.FinishReason;
import dev.yoco4j.inference.GenerationEvent;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.sampling.Sampler;
import dev.yoco4j.text.StreamingDecoder;
import dev.yoco4j.text.Tokenizer;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// One request on its way: first the prompt in segments, then one token at a time.
final class Generation {
  private final Sequence sequence;
  private final GenerationRequest request;
  private final Consumer<GenerationEvent> events;
  private final BooleanSupplier cancelled;
  private final OptionalInt endOfText;
  private final StreamingDecoder decoder;
  private final Sampler sampler;
  private final StopStrings stops;
  private final float[] logits;
  private final long began = System.nanoTime();
  private int generated;

  Generation(
      Sequence sequence,
      ModelTextGenerator generator,
      GenerationRequest request,
      Consumer<GenerationEvent> events,
      BooleanSupplier cancelled) {
    Tokenizer tokenizer = generator.tokenizer();
    this.sequence = sequence;
    this.request = request;
    this.events = events;
    this.cancelled = cancelled;
    endOfText = tokenizer.endOfText();
    decoder = tokenizer.streamingDecoder();
    sampler = new Sampler(request.sampling());
    stops = new StopStrings(request.stopStrings());
    // Rows of the vocabulary that only pad it have no text and are never chosen.
    logits =
        new float
            [Math.min(generator.model().config().vocabularySize(), tokenizer.vocabularySize())];
  }

  /// Runs the request; tokens of the prompt are pending in the sequence.
  GenerationEvent.Finished run(int prefillSegment) {
    boolean prefilled = prefill(prefillSegment);
    Duration prefill = sinceBegin();
    FinishReason reason = prefilled ? decode() : FinishReason.CANCELLED;
    String rest = stops.add(decoder.finish()) + stops.finish();
    GenerationEvent.Finished finished =
        new GenerationEvent.Finished(
            reason, rest, request.prompt().size(), generated, prefill, sinceBegin().minus(prefill));
    events.accept(finished);
    return finished;
  }

  /// Passes what is pending; the last segment gives logits, if a token is wanted at all.
  ///
  /// @return false if the request was cancelled before the end
  private boolean prefill(int segment) {
    int total = sequence.pending();
    while (sequence.pending() > 0) {
      if (cancelled.getAsBoolean()) {
        return false;
      }
      if (request.maxTokens() > 0 && sequence.pending() <= segment) {
        sequence.next(logits);
      } else {
        sequence.absorb(Math.min(sequence.pending(), segment));
      }
      events.accept(new GenerationEvent.Prefilled(total - sequence.pending(), total, sinceBegin()));
    }
    return true;
  }

  private FinishReason decode() {
    while (generated < request.maxTokens()) {
      if (generated > 0) {
        if (cancelled.getAsBoolean()) {
          return FinishReason.CANCELLED;
        }
        if (sequence.room() < 0) {
          return FinishReason.PAST_FULL;
        }
        sequence.next(logits);
      }
      int token = choose();
      sequence.add(token);
      generated++;
      boolean end = isEnd(token);
      events.accept(new GenerationEvent.Token(token, end ? "" : stops.add(decoder.next(token))));
      if (end) {
        return FinishReason.END_TOKEN;
      }
      if (stops.found()) {
        return FinishReason.STOP_STRING;
      }
    }
    return FinishReason.MAX_TOKENS;
  }

  private int choose() {
    try {
      return sampler.next(logits, sequence.seen());
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "the model's output at position " + sequence.length() + " is broken: " + e.getMessage(),
          e);
    }
  }

  private boolean isEnd(int token) {
    return endOfText.equals(OptionalInt.of(token)) || request.endTokens().contains(token);
  }

  private Duration sinceBegin() {
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
