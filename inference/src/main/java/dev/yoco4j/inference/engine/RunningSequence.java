package dev.yoco4j.inference.engine;

import dev.yoco4j.inference.FinishReason;
import dev.yoco4j.inference.GenerationEvent.Finished;
import dev.yoco4j.inference.GenerationEvent.Prefilled;
import dev.yoco4j.inference.GenerationEvent.Token;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.text.Tokenizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// One job on the device: its tokens, its past and its text.
///
/// The token that a step chooses enters the past with the next step.
final class RunningSequence {
  private final Job job;
  private final SequencePast past;
  private final TokenSequence tokens;
  private final TextStream text;
  private final int reused;
  private final long target;
  private final long began;
  private final List<Integer> snapshots = new ArrayList<>();
  private long prefilled;

  /// Begins with a past of the first tokens.
  ///
  /// @param job the job
  /// @param past of none or more of its tokens; this sequence's from now on
  /// @param tokenizer the model's
  /// @param began when the job came, by [System#nanoTime]
  RunningSequence(Job job, SequencePast past, Tokenizer tokenizer, long began) {
    this.job = job;
    this.past = past;
    this.began = began;
    tokens = new TokenSequence(job.tokens());
    text = new TextStream(job.request(), tokenizer);
    reused = Math.toIntExact(past.length());
    target = target(job, past.layout().maxPositions());
  }

  /// Positions that a job may come to have.
  static long target(Job job, long maxPositions) {
    return Math.min(maxPositions, job.tokens().length + (long) job.request().maxTokens());
  }

  Job job() {
    return job;
  }

  SequencePast past() {
    return past;
  }

  TokenSequence tokens() {
    return tokens;
  }

  /// Tokens that have yet to enter the past.
  int pending() {
    return Math.toIntExact(tokens.length() - past.length());
  }

  /// Memory that the sequence may still come to take, or takes beside its past to generate.
  long growth() {
    return past.growth(target - past.length()) + past.layout().counts().retention();
  }

  boolean wantsTokens() {
    return text.ended().isEmpty();
  }

  /// Tells that a part of the prompt was taken in.
  void tellPrefilled() {
    int total = job.tokens().length - reused;
    int done = Math.toIntExact(past.length()) - reused;
    job.tell(new Prefilled(done, total, sinceBegin()));
  }

  /// Chooses the next token.
  ///
  /// @param logits of the tokenizer's tokens
  /// @param culprit says why there may be no numbers among them
  void choose(float[] logits, Supplier<String> culprit) {
    if (prefilled == 0) {
      prefilled = System.nanoTime();
    }
    int token = choice(logits, culprit);
    tokens.add(token);
    job.tell(new Token(token, text.settle(token)));
  }

  private int choice(float[] logits, Supplier<String> culprit) {
    try {
      return text.choose(logits, tokens.seen());
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "the model's output at position %d is broken: %s; %s"
              .formatted(tokens.length(), e.getMessage(), culprit.get()),
          e);
    }
  }

  /// A snapshot was taken of the past as it is.
  void tookSnapshot() {
    snapshots.add(Math.toIntExact(past.length()));
  }

  /// Lengths at which snapshots were taken.
  List<Integer> snapshots() {
    return snapshots;
  }

  /// Why the job is over.
  ///
  /// @return empty if it goes on
  Optional<FinishReason> over() {
    if (pending() == 0 || text.generated() > 0) {
      if (text.ended().isPresent()) {
        return text.ended();
      }
    }
    if (job.isCancelled()) {
      return Optional.of(FinishReason.CANCELLED);
    }
    return text.generated() > 0 && tokens.length() > past.layout().maxPositions()
        ? Optional.of(FinishReason.PAST_FULL)
        : Optional.empty();
  }

  /// Tells the last event; the past is the caller's then.
  Finished finish(FinishReason reason) {
    long end = System.nanoTime();
    long first = prefilled == 0 ? end : prefilled;
    int prompt = job.request().prompt().size(); // behind what was said before
    Finished finished =
        new Finished(
            reason,
            text.finish(),
            prompt,
            Math.max(0, reused - (job.tokens().length - prompt)),
            text.generated(),
            Duration.ofNanos(first - began),
            Duration.ofNanos(end - first));
    job.tell(finished);
    return finished;
  }

  private Duration sinceBegin() {
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
