package dev.yoco4j.inference.engine;

import dev.yoco4j.inference.FinishReason;
import dev.yoco4j.inference.FormatException;
import dev.yoco4j.inference.GenerationEvent.Finished;
import dev.yoco4j.inference.GenerationEvent.Prefilled;
import dev.yoco4j.inference.GenerationEvent.Scored;
import dev.yoco4j.inference.GenerationEvent.Started;
import dev.yoco4j.inference.GenerationEvent.Token;
import dev.yoco4j.inference.ProbabilityReport.Part;
import dev.yoco4j.inference.ScoredToken;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.inference.sampling.LogitRow;
import dev.yoco4j.text.Tokenizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
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
    text = new TextStream(job.request(), tokenizer, job.constrained());
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

  /// Memory that the past may still come to take.
  long growth() {
    return past.growth(target - past.length());
  }

  boolean wantsTokens() {
    return text.ended().isEmpty();
  }

  /// Tells that the job waits no longer.
  void tellStarted() {
    job.tell(new Started(sinceBegin(), job.tokens().length, reused));
  }

  /// Whether tokens of the prompt are to be scored, and some are not yet.
  boolean isScored() {
    return job.isScored() && text.generated() == 0 && pending() > 0;
  }

  /// Whether what follows a position of the prompt is to be scored.
  boolean isScoredFrom(int position) {
    return job.isScored() && position >= firstScoredRow();
  }

  /// The position whose logits are the first that are wanted.
  int firstScoredRow() {
    return job.firstScored() - 1;
  }

  /// Tells how likely tokens of the prompt were.
  ///
  /// @param from position of the first row; each row predicts the token behind it
  /// @param rows how many; the prompt's last predicts no token of it
  /// @param logits row by row
  /// @param culprit says why there may be no numbers among them
  void tellScored(int from, int rows, IntFunction<LogitRow> logits, Supplier<String> culprit) {
    List<ScoredToken> scores = new ArrayList<>();
    int alternatives = job.request().report().alternatives();
    for (int at = from; at < from + rows && at + 1 < job.tokens().length; at++) {
      int row = at - from;
      LogitRow own = checked(at + 1, () -> logits.apply(row), culprit);
      scores.add(own.score(job.tokens()[at + 1], alternatives));
    }
    if (!scores.isEmpty()) {
      job.tell(new Scored(from + 1 - job.promptStart(), scores));
    }
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
  /// @param row the same for those who ask how likely the token was
  /// @param culprit says why there may be no numbers among them
  void choose(float[] logits, Supplier<LogitRow> row, Supplier<String> culprit) {
    if (prefilled == 0) {
      prefilled = System.nanoTime();
    }
    int position = tokens.length();
    int token = checked(position, () -> text.choose(logits, tokens.seen()), culprit);
    tokens.add(token);
    Optional<ScoredToken> score = Optional.empty();
    if (job.request().report().part() != Part.NONE) {
      LogitRow own = checked(position, row, culprit);
      score = Optional.of(own.score(token, job.request().report().alternatives()));
    }
    job.tell(new Token(token, text.settle(token), score));
  }

  private static <T> T checked(int position, Supplier<T> read, Supplier<String> culprit) {
    try {
      return read.get();
    } catch (FormatException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "the model's output at position %d is broken: %s; %s"
              .formatted(position, e.getMessage(), culprit.get()),
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
    int prompt = job.request().prompt().size();
    Finished finished =
        new Finished(
            reason,
            text.finish(),
            prompt,
            Math.max(0, reused - job.promptStart()),
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
