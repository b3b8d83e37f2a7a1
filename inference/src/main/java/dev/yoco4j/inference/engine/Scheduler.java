package dev.yoco4j.inference.engine;

import dev.yoco4j.inference.EngineFailedException;
import dev.yoco4j.inference.EngineStatus;
import dev.yoco4j.inference.FinishReason;
import dev.yoco4j.inference.GenerationEvent.Finished;
import dev.yoco4j.inference.cache.Closing;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.inference.engine.Job.WhenCancelled;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.text.Tokenizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Decides what the device does next: one segment of one prompt, then one token of every sequence
/// that generates, and again.
///
/// A long prompt so costs those who generate one segment per token, and no longer; prompts take
/// turns. Runs on the device's thread.
final class Scheduler implements AutoCloseable {
  /// A job, and when it came.
  private record Arrival(Job job, long time) {}

  private final Tokenizer tokenizer;
  private final EngineConfig config;
  private final Supplier<Optional<String>> deviceFailure;
  private final Steps steps;
  private final Holdings holdings;
  private final Deque<Arrival> waiting = new ArrayDeque<>();
  private final Deque<RunningSequence> prefilling = new ArrayDeque<>();
  private final List<RunningSequence> decoding = new ArrayList<>();

  /// What callers are told once the status shows it.
  private final List<Runnable> outcomes = new ArrayList<>();

  /// Whether the first that waits found no room, and nobody has left since.
  private boolean full;

  private long reusedTokens;

  /// @param deviceFailure why the device does nothing more, asked after a failure
  Scheduler(
      LanguageModel model,
      Tokenizer tokenizer,
      EngineConfig config,
      Supplier<Optional<String>> deviceFailure) {
    this.deviceFailure = deviceFailure;
    this.tokenizer = tokenizer;
    this.config = config;
    ScoredPiece piece = ScoredPiece.of(model, config);
    steps = new Steps(model, tokenizer, piece);
    holdings = new Holdings(config, config.layout(model), piece.bytes());
  }

  void add(Job job) {
    waiting.add(new Arrival(job, System.nanoTime()));
  }

  boolean isIdle() {
    return waiting.isEmpty() && prefilling.isEmpty() && decoding.isEmpty();
  }

  /// Pasts and snapshots.
  Holdings holdings() {
    return holdings;
  }

  /// Does one round of work.
  void step() {
    if (waiting.removeIf(this::isCancelled)) {
      full = false;
    }
    running().forEach(this::endIfOver);
    admit();
    if (!prefilling.isEmpty()) {
      prefill(prefilling.element());
    }
    if (!decoding.isEmpty()) {
      decode();
    }
  }

  private boolean isCancelled(Arrival arrival) {
    try {
      return arrival.job().isCancelled() && cancel(arrival);
    } catch (RuntimeException | Error e) {
      tellFailed(arrival.job(), e);
      return true;
    }
  }

  /// Ends a job that has not begun.
  private boolean cancel(Arrival arrival) {
    end(start(arrival, holdings.empty()), FinishReason.CANCELLED);
    return true;
  }

  private void admit() {
    while (!full && !waiting.isEmpty() && running().size() < config.batch()) {
      Arrival first = waiting.element();
      try {
        holdings
            .admit(first.job(), running(), past -> start(first, past))
            .ifPresentOrElse(this::begin, () -> full = true);
      } catch (RuntimeException | Error e) {
        waiting.remove();
        tellFailed(first.job(), e);
      }
    }
  }

  private void begin(RunningSequence one) {
    waiting.remove();
    reusedTokens += one.past().length();
    prefilling.add(one);
    try {
      one.tellStarted();
    } catch (RuntimeException | Error e) {
      fail(one, e);
      return;
    }
    endIfOver(one);
  }

  private RunningSequence start(Arrival arrival, SequencePast past) {
    try {
      return new RunningSequence(arrival.job(), past, tokenizer, arrival.time());
    } catch (RuntimeException | Error e) {
      past.close();
      throw e;
    }
  }

  private List<RunningSequence> running() {
    List<RunningSequence> running = new ArrayList<>(prefilling);
    running.addAll(decoding);
    return running;
  }

  private void prefill(RunningSequence one) {
    try {
      int from = Math.toIntExact(one.past().length());
      boolean mayChoose = steps.prefill(one, config.prefillSegment());
      holdings.keepSnapshot(one, running());
      steps.tellScores(one, from);
      one.tellPrefilled();
      prefilling.remove(one);
      if (mayChoose) {
        separate();
        decoding.add(one);
        steps.choose(one);
      } else {
        prefilling.add(one);
      }
    } catch (RuntimeException | Error e) {
      fail(one, e);
      return;
    }
    endIfOver(one);
  }

  private void decode() {
    List.copyOf(decoding).forEach(this::makeRoom);
    List<RunningSequence> batch = List.copyOf(decoding);
    if (batch.isEmpty()) {
      return;
    }
    try {
      steps.decode(batch);
    } catch (RuntimeException | Error e) {
      fail(batch, e); // the step may have got half-way with each of them
      return;
    }
    for (int row = 0; row < batch.size(); row++) {
      choose(batch.get(row), row);
    }
    List.copyOf(decoding).forEach(this::endIfOver);
  }

  /// Who finds no memory for its next position is alone with that, before the step begins.
  private void makeRoom(RunningSequence one) {
    try {
      steps.makeRoom(one);
    } catch (RuntimeException | Error e) {
      fail(one, e);
    }
  }

  private void choose(RunningSequence one, int row) {
    try {
      steps.choose(one, row);
    } catch (RuntimeException | Error e) {
      fail(one, e);
    }
  }

  private void endIfOver(RunningSequence one) {
    Optional<FinishReason> over;
    try {
      over = one.over(); // asks the caller, who may throw
    } catch (RuntimeException | Error e) {
      fail(one, e);
      return;
    }
    over.ifPresent(reason -> end(one, reason));
  }

  private void end(RunningSequence one, FinishReason reason) {
    leave(one);
    if (reason != FinishReason.CANCELLED) {
      try {
        one.job().show(one.past());
      } catch (RuntimeException | OutOfMemoryError e) {
        fail(one, e);
        return;
      }
    }
    boolean keep =
        reason != FinishReason.CANCELLED || one.job().whenCancelled() == WhenCancelled.KEEP;
    try {
      if (keep) {
        holdings.keep(one, running());
      } else {
        holdings.forget(one);
      }
      Finished finished = one.finish(reason);
      outcomes.add(() -> one.job().finish(finished, one.tokens().toArray()));
    } catch (RuntimeException | Error e) {
      tellFailed(one.job(), e);
    }
  }

  private void fail(RunningSequence one, Throwable why) {
    fail(List.of(one), why);
  }

  /// All are told of the same before any memory is given back, which may fail as well.
  private void fail(List<RunningSequence> some, Throwable why) {
    some.forEach(one -> tellFailed(one.job(), why));
    some.forEach(this::leave);
    some.forEach(holdings::forget);
  }

  /// A failure is one job's, as long as the device works.
  ///
  /// @throws EngineFailedException if it does not any more
  private void tellFailed(Job job, Throwable why) {
    Optional<EngineFailedException> end =
        deviceFailure.get().map(reason -> new EngineFailedException(reason, why));
    outcomes.add(() -> job.fail(end.isPresent() ? end.get() : why));
    end.ifPresent(failed -> {
      throw failed;
    });
  }

  private void leave(RunningSequence one) {
    full = false;
    prefilling.remove(one);
    if (decoding.remove(one)) {
      separate();
    }
  }

  /// Hands the pasts of the batch back; if that fails, they are half of one step and half of
  /// another.
  private void separate() {
    try {
      steps.separate();
    } catch (RuntimeException | Error e) {
      fail(List.copyOf(decoding), e);
    }
  }

  /// Completes the jobs that are over.
  void deliver() {
    outcomes.forEach(Runnable::run);
    outcomes.clear();
  }

  EngineStatus status() {
    return new EngineStatus(
        prefilling.size(),
        decoding.size(),
        waiting.size(),
        holdings.bytes(running()),
        holdings.growth(running()),
        holdings.limit(),
        holdings.snapshots(),
        holdings.positions(running()),
        reusedTokens,
        steps.passed().lower(),
        steps.passed().skipped());
  }

  /// Ends everything that is under way as cancelled.
  void cancelAll() {
    running().forEach(one -> end(one, FinishReason.CANCELLED));
    for (Arrival arrival : waiting) {
      try {
        cancel(arrival);
      } catch (RuntimeException | Error e) {
        outcomes.add(() -> arrival.job().fail(e));
      }
    }
    waiting.clear();
  }

  /// Ends everything that is under way for a reason that is not its own.
  void failAll(Throwable why) {
    List<RunningSequence> running = running();
    waiting.forEach(arrival -> outcomes.add(() -> arrival.job().fail(why)));
    running.forEach(one -> outcomes.add(() -> one.job().fail(why)));
    waiting.clear();
    prefilling.clear();
    decoding.clear();
    List<Runnable> memory = new ArrayList<>();
    memory.add(steps::separate);
    running.forEach(one -> memory.add(() -> holdings.forget(one)));
    try {
      Closing.all(memory);
    } catch (RuntimeException | Error e) {
      why.addSuppressed(e); // a device that does nothing more gives nothing back
    }
  }

  @Override
  public void close() {
    steps.close();
    holdings.close();
  }
}
