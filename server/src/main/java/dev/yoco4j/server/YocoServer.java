package dev.yoco4j.server;

import dev.yoco4j.inference.EngineStatus;
import dev.yoco4j.server.contexts.ContextRoutes;
import dev.yoco4j.server.contexts.ContextStore;
import dev.yoco4j.server.generation.ActiveRequests;
import dev.yoco4j.server.generation.Exchange;
import dev.yoco4j.server.http.ApiError;
import dev.yoco4j.server.http.ErrorAnswers;
import dev.yoco4j.server.metrics.ServerMetrics;
import dev.yoco4j.server.metrics.StateRoutes;
import dev.yoco4j.server.openai.GenerationRoute;
import dev.yoco4j.server.openai.ModelRoutes;
import io.helidon.webserver.WebServer;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;

/// One model behind OpenAI's interface.
///
/// The server listens from [#start] on and says that it is loading until [#serve]. Requests run on
/// virtual threads and meet in the engine, which batches them.
public final class YocoServer implements AutoCloseable {
  private final ServerConfig config;
  private volatile Optional<ServedModel> model = Optional.empty();
  private final ActiveRequests active = new ActiveRequests();
  private final ServerMetrics metrics = new ServerMetrics(this::engineStatus);
  private final ContextStore contexts;
  private final WebServer http;
  private volatile boolean closing;

  private YocoServer(ServerConfig config) {
    this.config = config;
    contexts = new ContextStore(this::model, config.contexts());
    boolean loopback = isLoopback(config.host());
    if (!loopback && config.access().apiKey().isEmpty() && !config.access().openBeyondLoopback()) {
      throw new IllegalArgumentException(
          ("%s is reached by other machines: give an API key (--api-key), or say that none is wanted"
                  + " (--without-api-key)")
              .formatted(config.host()));
    }
    ErrorAnswers errors = new ErrorAnswers(this::retrySeconds);
    Exchange exchange = new Exchange(active, metrics, errors, config.limits());
    Routes routes =
        new Routes(
            new GenerationRoute(this::model, contexts, exchange),
            new ModelRoutes(this::model, config.limits()),
            new ContextRoutes(this::model, contexts, exchange),
            new StateRoutes(this::model, metrics, () -> closing, Instant.now()),
            errors,
            metrics);
    http = Listener.start(config, routes, loopback && config.access().apiKey().isEmpty());
  }

  /// Begins to listen.
  ///
  /// @param config where, and who may ask
  /// @return a server without a model
  /// @throws IllegalArgumentException if it would be open to other machines without anyone having
  ///   said so
  /// @throws UncheckedIOException if the address is taken, or none of this machine
  public static YocoServer start(ServerConfig config) {
    return new YocoServer(config);
  }

  /// Begins to answer; saved contexts are there from now on.
  ///
  /// @param served the model; its engine is to be closed after the server
  public void serve(ServedModel served) {
    model = Optional.of(served);
    contexts.restoreAll();
  }

  /// Where the server listens.
  ///
  /// @return its root
  public URI address() {
    String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
    return URI.create("http://%s:%d/".formatted(host, http.port()));
  }

  /// Clients' requests that wait or run.
  ///
  /// @return their number
  public int requests() {
    return active.size();
  }

  private ServedModel model() {
    return model.orElseThrow(() -> ApiError.unavailable("loading", "the model is being loaded"));
  }

  private Optional<EngineStatus> engineStatus() {
    return model.map(served -> served.engine().status());
  }

  /// A second for each batch that waits, at most a minute.
  private int retrySeconds() {
    int batch = model.map(served -> served.engine().limits().batch()).orElse(1);
    int waiting = engineStatus().map(EngineStatus::waiting).orElse(0);
    return Math.clamp(1L + waiting / Math.max(1, batch), 1, 60);
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new UncheckedIOException("no machine is called " + host, e);
    }
  }

  /// Takes no more requests, lets those under way end for as long as the configuration says, and
  /// cuts off the others. Until [#close] the server still answers, that it is closing.
  public void drain() {
    closing = true;
    active.drain(config.limits().drain());
  }

  /// Drains, and stops to listen.
  @Override
  public void close() {
    drain();
    http.stop();
  }
}
