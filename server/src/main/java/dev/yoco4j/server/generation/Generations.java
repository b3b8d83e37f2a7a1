package dev.yoco4j.server.generation;

import dev.yoco4j.inference.Engine;
import dev.yoco4j.inference.FinishReason;
import dev.yoco4j.inference.GenerationEvent;
import dev.yoco4j.inference.QueueFullException;
import dev.yoco4j.inference.Submission;
import dev.yoco4j.server.http.ApiError;
import dev.yoco4j.server.metrics.ServerMetrics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All work of one client's request: never more of it in the engine at once than a batch, so that
/// others get their turn.
///
/// For use by the request's thread, but for [#cancel]. Closing it cancels what is left.
public final class Generations implements AutoCloseable {
  private static final Duration RETRY = Duration.ofMillis(20);

  private final Engine engine;
  private final ServerMetrics metrics;
  private final ActiveRequests active;
  private final Deque<Work> pending;
  private final IdentityHashMap<Work, Submission> running = new IdentityHashMap<>();
  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private volatile boolean cancelled;

  /// An event, or what went wrong instead of the last one.
  private record Arrival(Work work, @Nullable GenerationEvent event, @Nullable Throwable failure) {}

  private Generations(
      Engine engine, ServerMetrics metrics, ActiveRequests active, List<Work> work) {
    this.engine = engine;
    this.metrics = metrics;
    this.active = active;
    pending = new ArrayDeque<>(work);
  }

  /// Queues work.
  ///
  /// @param engine to run it
  /// @param metrics to be told of it
  /// @param active where requests under way are listed
  /// @param work all of it
  /// @return on its way
  /// @throws QueueFullException if the engine takes nothing of it now
  /// @throws IllegalArgumentException if the engine will never take a part of it
  public static Generations start(
      Engine engine, ServerMetrics metrics, ActiveRequests active, List<Work> work) {
    Generations all = new Generations(engine, metrics, active, work);
    try {
      active.add(all);
      all.submit(all.pending.removeFirst());
      all.fill();
      return all;
    } catch (RuntimeException e) {
      all.close();
      throw e;
    }
  }

  /// Whether all work is done.
  ///
  /// @return true after the last [GenerationEvent.Finished]
  public boolean isOver() {
    return pending.isEmpty() && running.isEmpty();
  }

  /// Waits for what happens next.
  ///
  /// @param patience how long
  /// @return an event; empty if there was none for so long
  /// @throws RuntimeException what went wrong with a part
  public Optional<WorkEvent> next(Duration patience) {
    fill();
    Arrival arrival = poll(running.isEmpty() ? RETRY : patience);
    if (arrival == null) {
      return Optional.empty();
    }
    Throwable failure = arrival.failure();
    if (failure != null) {
      throw failed(failure);
    }
    GenerationEvent event = arrival.event();
    if (event instanceof GenerationEvent.Finished finished) {
      finished(arrival.work(), finished);
    }
    return Optional.ofNullable(event).map(e -> new WorkEvent(arrival.work(), e));
  }

  private void finished(Work work, GenerationEvent.Finished finished) {
    running.remove(work);
    if (finished.reason() == FinishReason.CANCELLED) {
      throw ApiError.unavailable("shutting_down", "the server is shutting down");
    }
    work.after().reversed().forEach(pending::addFirst);
  }

  private RuntimeException failed(Throwable failure) {
    metrics.failed();
    return switch (failure) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> new IllegalStateException(failure.getMessage(), failure);
    };
  }

  private @Nullable Arrival poll(Duration patience) {
    try {
      return arrivals.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiError.unavailable("shutting_down", "the server is shutting down");
    }
  }

  private void fill() {
    try {
      while (!pending.isEmpty() && running.size() < engine.limits().batch()) {
        submit(pending.getFirst());
        pending.removeFirst();
      }
    } catch (QueueFullException _) {
      // what was taken goes on, and the rest comes after it
    }
  }

  private void submit(Work work) {
    Consumer<GenerationEvent> recorder = metrics.recorder();
    Submission submission =
        engine.submit(
            work.request(),
            event -> {
              recorder.accept(event);
              arrivals.add(new Arrival(work, event, null));
            },
            () -> cancelled);
    running.put(work, submission);
    var _ =
        submission
            .finished()
            .whenComplete((_, failure) -> {
              if (failure != null) {
                arrivals.add(new Arrival(work, null, failure));
              }
            });
  }

  /// Ends all of it between two steps; [#next] tells of that.
  void cancel() {
    cancelled = true;
  }

  @Override
  public void close() {
    cancelled = true;
    pending.clear();
    running.values().forEach(Submission::cancel);
    active.remove(this);
  }
}
