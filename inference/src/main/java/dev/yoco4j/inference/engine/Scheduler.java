package dev.yoco4j.inference.engine;

import dev.yoco4j.inference.EngineStatus;
import dev.yoco4j.inference.FinishReason;
import dev.yoco4j.inference.cache.SequencePast;
import dev.yoco4j.inference.engine.Job.WhenCancelled;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.text.Tokenizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

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
  private final Steps steps;
  private final Holdings holdings;
  private final Deque<Arrival> waiting = new ArrayDeque<>();
  private final Deque<RunningSequence> prefilling = new ArrayDeque<>();
  private final List<RunningSequence> decoding = new ArrayList<>();
  private long reusedTokens;

  Scheduler(LanguageModel model, Tokenizer tokenizer, EngineConfig config) {
    this.tokenizer = tokenizer;
    this.config = config;
    steps = new Steps(model, tokenizer);
    holdings = new Holdings(config, config.layout(model));
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
    dropCancelled();
    admit();
    if (!prefilling.isEmpty()) {
      prefill(prefilling.remove());
    }
    if (!decoding.isEmpty()) {
      decode();
    }
  }

  private void dropCancelled() {
    waiting.removeIf(arrival -> {
      boolean gone = arrival.job().isCancelled();
      if (gone) {
        end(start(arrival, holdings.empty()), FinishReason.CANCELLED);
      }
      return gone;
    });
    for (RunningSequence one : List.copyOf(prefilling)) {
      endIfOver(one);
    }
    for (RunningSequence one : List.copyOf(decoding)) {
      endIfOver(one);
    }
  }

  private void admit() {
    boolean room = true;
    while (room && !waiting.isEmpty() && prefilling.size() + decoding.size() < config.batch()) {
      Arrival first = waiting.element();
      Optional<RunningSequence> admitted =
          holdings.admit(first.job(), running(), past -> start(first, past));
      admitted.ifPresent(one -> {
        waiting.remove();
        reusedTokens += one.past().length();
        prefilling.add(one);
        endIfOver(one);
      });
      room = admitted.isPresent();
    }
  }

  private RunningSequence start(Arrival arrival, SequencePast past) {
    return new RunningSequence(arrival.job(), past, tokenizer, arrival.time());
  }

  private List<RunningSequence> running() {
    List<RunningSequence> running = new ArrayList<>(prefilling);
    running.addAll(decoding);
    return running;
  }

  private void prefill(RunningSequence one) {
    try {
      boolean first = steps.prefill(one, config.prefillSegment());
      holdings.keepSnapshot(one, running());
      one.tellPrefilled();
      if (first) {
        steps.choose(one);
        decoding.add(one);
        steps.separate();
      } else {
        prefilling.add(one);
      }
      endIfOver(one);
    } catch (RuntimeException | OutOfMemoryError e) {
      fail(one, e);
    }
  }

  private void decode() {
    try {
      steps.decode(decoding);
    } catch (RuntimeException | OutOfMemoryError e) {
      List.copyOf(decoding).forEach(one -> fail(one, e));
      return;
    }
    for (int i = 0; i < decoding.size(); i++) {
      choose(i);
    }
    for (RunningSequence one : List.copyOf(decoding)) {
      endIfOver(one);
    }
  }

  private void choose(int row) {
    RunningSequence one = decoding.get(row);
    try {
      steps.choose(one, row);
    } catch (RuntimeException e) {
      one.breakDown(e);
    }
  }

  private void endIfOver(RunningSequence one) {
    one.broken()
        .ifPresentOrElse(
            why -> fail(one, why), () -> one.over().ifPresent(reason -> end(one, reason)));
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
    if (keep) {
      holdings.keep(one, running());
    } else {
      holdings.forget(one);
    }
    try {
      one.finish(reason);
    } catch (RuntimeException e) {
      one.job().fail(e);
    }
  }

  private void fail(RunningSequence one, Throwable why) {
    leave(one);
    holdings.forget(one);
    one.job().fail(why);
  }

  private void leave(RunningSequence one) {
    prefilling.remove(one);
    if (decoding.remove(one)) {
      steps.separate();
    }
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
        reusedTokens,
        steps.passed().lower(),
        steps.passed().skipped());
  }

  /// Ends everything that is under way as cancelled.
  @Override
  public void close() {
    running().forEach(one -> end(one, FinishReason.CANCELLED));
    waiting.forEach(arrival -> end(start(arrival, holdings.empty()), FinishReason.CANCELLED));
    waiting.clear();
    steps.close();
    holdings.close();
  }
}
