package dev.yoco4j.server.metrics;

import dev.yoco4j.inference.GenerationEvent;
import java.time.Duration;
import java.util.function.Consumer;

/// The times of one request; used by the device's thread only.
final class Recorder implements Consumer<GenerationEvent> {
  private final ServerMetrics metrics;
  private final long begun = System.nanoTime();
  private Duration queued = Duration.ZERO;
  private long lastToken;

  Recorder(ServerMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void accept(GenerationEvent event) {
    switch (event) {
      case GenerationEvent.Started started -> {
        queued = started.queued();
        metrics.started(queued);
      }
      case GenerationEvent.Token _ -> token(System.nanoTime());
      case GenerationEvent.Finished finished -> metrics.finished(finished, queued);
      case GenerationEvent.Scored _ -> {}
      case GenerationEvent.Prefilled _ -> {}
    }
  }

  private void token(long now) {
    if (lastToken == 0) {
      metrics.firstToken(Duration.ofNanos(now - begun));
    } else {
      metrics.gap(Duration.ofNanos(now - lastToken));
    }
    lastToken = now;
    metrics.token();
  }
}
