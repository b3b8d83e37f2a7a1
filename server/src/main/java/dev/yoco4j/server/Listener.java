package dev.yoco4j.server;

import dev.yoco4j.server.http.AccessFilter;
import dev.yoco4j.server.http.Refusals;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.io.UncheckedIOException;

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
            .idleConnectionPeriod(limits.idle()) // looks for them so often
            .connectionOptions(socket -> socket.tcpNoDelay(true))
            .protocolsDiscoverServices(false) // HTTP/1.1 only: docs/decisions/0008
            .addProtocol(
                Http1Config.builder()
                    .maxHeadersSize(limits.headerBytes())
                    .maxPrologueLength(limits.headerBytes())
                    .build())
            .errorHandling(errors -> errors.includeEntity(true)) // says what is wrong
            .directHandlers(Refusals.handlers(limits))
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
}
