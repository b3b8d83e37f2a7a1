package dev.yoco4j.server.metrics;

import dev.yoco4j.inference.Engine;
import dev.yoco4j.inference.EngineLimits;
import dev.yoco4j.inference.EngineStatus;
import dev.yoco4j.server.ServedModel;
import dev.yoco4j.server.http.ApiError;
import dev.yoco4j.server.http.Json;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// How the server is: `/health`, `/metrics`, `/v1/status`.
///
/// @param model that answers; fails while there is none
/// @param metrics of the server
/// @param closing whether the server takes no more requests
/// @param started when the server began to listen
public record StateRoutes(
    Supplier<ServedModel> model, ServerMetrics metrics, BooleanSupplier closing, Instant started) {
  /// Whether requests are answered: 200, or 503 while the model loads, when the server closes, and
  /// when the engine can't go on, which only a restart of the process changes.
  ///
  /// @param request without fields
  /// @param response to write to
  public void health(ServerRequest request, ServerResponse response) {
    if (closing.getAsBoolean()) {
      throw ApiError.unavailable("shutting_down", "the server is shutting down");
    }
    Engine engine = model.get().engine();
    engine
        .failure()
        .ifPresent(reason -> {
          throw ApiError.unavailable("engine_failed", reason);
        });
    EngineStatus status = engine.status();
    Json.send(
        response,
        200,
        Json.object()
            .put("status", "ok")
            .put("running", status.prefilling() + status.decoding())
            .put("waiting", status.waiting())
            .put("cache_bytes", status.heldBytes())
            .put("cache_budget_bytes", status.limitBytes()));
  }

  /// Metrics in Prometheus's text format.
  ///
  /// @param request without fields
  /// @param response to write to
  public void prometheus(ServerRequest request, ServerResponse response) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      metrics.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    response.header(HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
    response.send(out.toByteArray());
  }

  /// What the page shows.
  ///
  /// @param request without fields
  /// @param response to write to
  public void status(ServerRequest request, ServerResponse response) {
    ServedModel served = model.get();
    EngineStatus status = served.engine().status();
    EngineLimits limits = served.engine().limits();
    Json.send(
        response,
        200,
        Json.object()
            .put("model", served.id())
            .put("architecture", served.architecture())
            .put("running", status.prefilling() + status.decoding())
            .put("waiting", status.waiting())
            .put("batch_limit", limits.batch())
            .put("tokens_per_second", metrics.tokensPerSecond())
            .put("cache_bytes", status.heldBytes())
            .put("cache_budget_bytes", status.limitBytes())
            .put("tokens_held", status.heldTokens())
            .put("bytes_per_token", limits.bytesPerPosition())
            .put("transformer_bytes_per_token", served.transformerBytesPerToken())
            .put("max_positions", limits.maxPositions())
            .put("uptime_seconds", Duration.between(started, Instant.now()).toSeconds()));
  }
}
