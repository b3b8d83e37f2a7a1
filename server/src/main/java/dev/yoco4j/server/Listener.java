package dev.yoco4j.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yoco4j.server.http.AccessFilter;
import dev.yoco4j.server.http.ApiError;
import dev.yoco4j.server.http.Json;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http2.Http2Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Helidon, configured.
final class Listener {
  private Listener() {}

  /// @param thisMachineOnly whether requests must be for this machine by name
  static WebServer start(ServerConfig config, Routes routes, boolean thisMachineOnly) {
    LimitsConfig limits = config.limits();
    WebServer server =
        WebServer.builder()
            .host(config.host())
            .port(config.port())
            .shutdownHook(false) // the caller's, who has an engine to close after it
            .maxPayloadSize(limits.bodyBytes())
            .maxTcpConnections(limits.connections())
            .idleConnectionTimeout(limits.idle())
            .connectionOptions(socket -> socket.readTimeout(limits.idle()).tcpNoDelay(true))
            .protocolsDiscoverServices(true)
            .addProtocol(
                Http1Config.builder()
                    .maxHeadersSize(limits.headerBytes())
                    .maxPrologueLength(limits.headerBytes())
                    .build())
            .addProtocol(
                Http2Config.builder()
                    .maxHeaderListSize(limits.headerBytes())
                    .maxConcurrentStreams(100)
                    .build())
            .directHandlers(inOurWords())
            .routing(routing -> {
              routing.addFilter(new AccessFilter(config.access(), thisMachineOnly));
              routes.add(routing);
            })
            .build();
    try {
      return server.start();
    } catch (RuntimeException e) {
      throw new UncheckedIOException(
          new IOException(
              "can't listen on %s port %d: %s".formatted(config.host(), config.port(), reason(e)),
              e));
    }
  }

  private static String reason(Throwable failure) {
    Throwable last = failure;
    for (Throwable e = failure; e != null; e = e.getCause()) {
      last = e;
    }
    return String.valueOf(last.getMessage());
  }

  /// What Helidon refuses before a route sees it.
  private static DirectHandlers inOurWords() {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(type, Listener::refused);
    }
    return handlers.build();
  }

  private static DirectHandler.TransportResponse refused(
      DirectHandler.TransportRequest request,
      DirectHandler.EventType type,
      Status status,
      ServerResponseHeaders headers,
      String message) {
    ApiError error =
        new ApiError(
            status.code(), "invalid_request_error", "invalid_request", "", said(status, message));
    return DirectHandler.TransportResponse.builder()
        .status(status)
        .headers(headers)
        .header(HeaderNames.CONTENT_TYPE, "application/json")
        .entity(Json.text(error.json()).getBytes(UTF_8))
        .build();
  }

  private static String said(Status status, @Nullable String message) {
    return message == null || message.isBlank()
        ? status.reasonPhrase()
        : message.lines().findFirst().orElse(message);
  }
}
