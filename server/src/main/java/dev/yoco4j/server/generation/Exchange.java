package dev.yoco4j.server.generation;

import dev.yoco4j.inference.Engine;
import dev.yoco4j.server.LimitsConfig;
import dev.yoco4j.server.http.Answer;
import dev.yoco4j.server.http.ClientGoneException;
import dev.yoco4j.server.http.ErrorAnswers;
import dev.yoco4j.server.http.EventStream;
import dev.yoco4j.server.http.LateJson;
import dev.yoco4j.server.metrics.ServerMetrics;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/// Runs the work of a client's request and answers with what comes of it, with signs of life in
/// between. A client that went away ends its work.
///
/// @param active where requests under way are listed
/// @param metrics to be told of them
/// @param errors what clients are told of failures
/// @param limits of bodies and waits
public record Exchange(
    ActiveRequests active, ServerMetrics metrics, ErrorAnswers errors, LimitsConfig limits) {
  /// What a stream is made of.
  public interface Events {
    /// Writes what comes before all work.
    ///
    /// @param stream to write to
    default void begin(EventStream stream) {}

    /// Writes what an event of the work means.
    ///
    /// @param event what happened
    /// @param stream to write to
    void next(WorkEvent event, EventStream stream);

    /// Writes what comes after all work.
    ///
    /// @param stream to write to
    void end(EventStream stream);
  }

  /// Answers with one document.
  ///
  /// @param engine to run the work
  /// @param work all of it
  /// @param events told of what happens
  /// @param document what is answered when all work is done
  /// @param response to write to
  public void whole(
      Engine engine,
      List<Work> work,
      Consumer<WorkEvent> events,
      Supplier<ObjectNode> document,
      ServerResponse response) {
    try (Generations running = Generations.start(engine, metrics, active, work)) {
      LateJson answer = new LateJson(response, limits.signOfLife());
      guarded(
          answer,
          () -> {
            run(running, events, answer);
            answer.send(document.get());
          });
    }
  }

  /// Answers with events.
  ///
  /// @param engine to run the work
  /// @param work all of it
  /// @param events what to write
  /// @param response to write to
  public void stream(Engine engine, List<Work> work, Events events, ServerResponse response) {
    try (Generations running = Generations.start(engine, metrics, active, work)) {
      EventStream answer = new EventStream(response, limits.signOfLife());
      guarded(
          answer,
          () -> {
            events.begin(answer);
            run(running, event -> events.next(event, answer), answer);
            events.end(answer);
            answer.done();
          });
    }
  }

  private void run(Generations running, Consumer<WorkEvent> events, Answer answer) {
    while (!running.isOver()) {
      running.next(limits.signOfLife()).ifPresent(events);
      answer.signOfLife();
    }
  }

  /// A failure is told by the status, or within the body where the status has been sent.
  private void guarded(Answer answer, Runnable writing) {
    try {
      writing.run();
    } catch (ClientGoneException e) {
      throw e;
    } catch (RuntimeException e) {
      if (!answer.isBegun()) {
        throw e;
      }
      answer.fail(errors.of(e));
    }
  }
}
