package dev.yoco4j.inference.engine;

import dev.yoco4j.inference.GenerationEvent;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.GenerationSession;
import dev.yoco4j.inference.engine.Job.WhenCancelled;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// One conversation on an engine: its tokens. What they left in memory is found by them.
final class EngineSession implements GenerationSession {
  private final ModelEngine engine;
  private int[] history = {};
  private boolean closed;

  EngineSession(ModelEngine engine) {
    this.engine = engine;
  }

  @Override
  public GenerationEvent.Finished generate(
      GenerationRequest request, Consumer<GenerationEvent> events, BooleanSupplier cancelled) {
    if (closed) {
      throw new IllegalStateException("the session is closed");
    }
    Job job = engine.submit(history, request, events, cancelled, WhenCancelled.KEEP);
    try {
      GenerationEvent.Finished finished = job.await();
      history = job.history();
      return finished;
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  @Override
  public long tokens() {
    return history.length;
  }

  @Override
  public void close() {
    closed = true;
  }
}
