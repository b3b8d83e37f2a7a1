package dev.yoco4j.inference.engine;

import dev.yoco4j.inference.GenerationEvent;
import dev.yoco4j.inference.GenerationEvent.Finished;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.ProbabilityReport.Part;
import dev.yoco4j.inference.Submission;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.inference.constraint.ConstrainedText;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// A request as it crosses to the device's thread, and its result as it comes back.
///
/// The history is what was said before in a session: it comes first, and is not part of the
/// request's prompt.
final class Job implements Submission {
  /// What becomes of the past of a request that is cancelled.
  enum WhenCancelled {
    FORGET,
    /// For a session, which goes on from there.
    KEEP
  }

  private final int[] tokens;
  private final GenerationRequest request;
  private final Consumer<GenerationEvent> events;
  private final BooleanSupplier wish;
  private final WhenCancelled whenCancelled;
  private final Thread device;
  private final CompletableFuture<Finished> result = new CompletableFuture<>();
  private volatile boolean cancelled;
  private int[] history = {};
  private Optional<Consumer<SequencePast>> reader = Optional.empty();
  private Optional<ConstrainedText> constrained = Optional.empty();

  Job(
      int[] tokens,
      GenerationRequest request,
      Consumer<GenerationEvent> events,
      BooleanSupplier wish,
      WhenCancelled whenCancelled,
      Thread device) {
    this.tokens = tokens;
    this.request = request;
    this.events = events;
    this.wish = wish;
    this.whenCancelled = whenCancelled;
    this.device = device;
  }

  /// All tokens to be taken in, those said before included.
  int[] tokens() {
    return tokens;
  }

  GenerationRequest request() {
    return request;
  }

  /// Where the request's prompt begins, behind what was said before.
  int promptStart() {
    return tokens.length - request.prompt().size();
  }

  /// Whether the tokens of the prompt are to be scored.
  boolean isScored() {
    return request.report().part() == Part.ALL;
  }

  /// The first token that is to be scored: nothing predicts the first of all.
  int firstScored() {
    return Math.max(1, promptStart());
  }

  /// Tokens that another sequence's past may stand for: whose logits nobody wants.
  int reusable() {
    int spare = tokens.length - (request.maxTokens() > 0 ? 1 : 0);
    return isScored() ? Math.min(spare, firstScored() - 1) : spare;
  }

  WhenCancelled whenCancelled() {
    return whenCancelled;
  }

  /// Lets someone see the past when the job has ended as asked for.
  ///
  /// @param use called on the device's thread; the past is not theirs
  /// @return this
  Job showing(Consumer<SequencePast> use) {
    reader = Optional.of(use);
    return this;
  }

  /// Gives the text a form.
  ///
  /// @param form nothing for any text
  /// @return this
  Job writing(Optional<ConstrainedText> form) {
    constrained = form;
    return this;
  }

  Optional<ConstrainedText> constrained() {
    return constrained;
  }

  void show(SequencePast past) {
    reader.ifPresent(use -> use.accept(past));
  }

  boolean isCancelled() {
    return cancelled || wish.getAsBoolean();
  }

  void tell(GenerationEvent event) {
    events.accept(event);
  }

  /// Completes the job.
  ///
  /// @param finished the last event, which was told
  /// @param all every token of the sequence
  void finish(Finished finished, int[] all) {
    history = all;
    result.complete(finished);
  }

  void fail(Throwable why) {
    result.completeExceptionally(why);
  }

  /// Every token of the sequence, once the job is finished.
  int[] history() {
    return history.clone();
  }

  @Override
  public void cancel() {
    cancelled = true;
  }

  @Override
  public CompletionStage<Finished> finished() {
    return result.minimalCompletionStage();
  }

  @Override
  public Finished await() {
    if (!result.isDone() && Thread.currentThread().equals(device)) {
      cancel();
      throw new IllegalStateException(
          "a consumer of events can't wait for a request: both are the device thread's");
    }
    try {
      return result.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error error -> throw error;
        case null, default -> throw e;
      }
    }
  }
}
