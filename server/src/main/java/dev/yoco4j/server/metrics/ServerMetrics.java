package dev.yoco4j.server.metrics;

import dev.yoco4j.inference.EngineStatus;
import dev.yoco4j.inference.FinishReason;
import dev.yoco4j.inference.GenerationEvent;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// What the server counts and measures, for Prometheus; `docs/formats/http.md` lists the names.
public final class ServerMetrics {
  private static final double[] SHORT = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };
  private static final double[] LONG = {
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600
  };

  private static final List<String> REFUSALS = List.of("400", "401", "413", "429", "500", "503");

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final TokenRate rate = new TokenRate(System::nanoTime);
  private final Histogram firstToken =
      histogram("yoco_time_to_first_token_seconds", "From request to first token", LONG);
  private final Histogram interToken =
      histogram("yoco_inter_token_seconds", "Between two tokens of a request", SHORT);
  private final Histogram whole =
      histogram("yoco_request_seconds", "From request to last token", LONG);
  private final Histogram queue =
      histogram("yoco_queue_seconds", "From request to its place in the batch", LONG);
  private final Histogram prefill =
      histogram("yoco_prefill_seconds", "Taking a prompt in, without the wait before", LONG);
  private final Histogram decode =
      histogram("yoco_decode_seconds", "From first token to last token", LONG);
  private final Counter promptTokens =
      counter("yoco_prompt_tokens", "Tokens of prompts, those in memory included");
  private final Counter cachedTokens =
      counter("yoco_cached_tokens", "Tokens of prompts that were in memory already");
  private final Counter generatedTokens = counter("yoco_generated_tokens", "Tokens generated");
  private final Counter finished =
      labelled("yoco_requests_finished", "Requests that ended, by finish reason", "reason");
  private final Counter rejected =
      labelled("yoco_requests_rejected", "Requests refused, by status", "status");
  private final Counter cancelled =
      counter("yoco_requests_cancelled", "Requests whose client went away or that were cut off");
  private final Counter failed = counter("yoco_requests_failed", "Requests that broke");

  /// Metrics of a server.
  ///
  /// @param engine how the engine is; empty while there is none
  public ServerMetrics(Supplier<Optional<EngineStatus>> engine) {
    REFUSALS.forEach(status -> rejected.initLabelValues(status)); // or they are missing while 0
    Stream.of(FinishReason.values())
        .filter(reason -> reason != FinishReason.CANCELLED)
        .forEach(reason -> finished.initLabelValues(label(reason)));
    gauge(
        "yoco_requests_running",
        "Requests in the batch",
        engine,
        s -> s.prefilling() + s.decoding());
    gauge("yoco_requests_waiting", "Requests in the queue", engine, EngineStatus::waiting);
    gauge("yoco_past_bytes", "Memory of all contexts", engine, EngineStatus::heldBytes);
    gauge(
        "yoco_past_reserved_bytes",
        "What running requests may still take",
        engine,
        EngineStatus::reservedBytes);
    gauge("yoco_past_limit_bytes", "What contexts may take", engine, EngineStatus::limitBytes);
    gauge(
        "yoco_snapshots",
        "Pasts kept for requests that begin alike",
        engine,
        EngineStatus::snapshots);
    total(
        "yoco_absorbed_positions",
        "Positions that entered the model",
        engine,
        EngineStatus::absorbedPositions);
    total(
        "yoco_cross_decoder_skipped_positions",
        "Positions that left the model before the cross-decoder",
        engine,
        EngineStatus::skippedPositions);
  }

  private Histogram histogram(String name, String help, double[] bounds) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .classicOnly()
        .classicUpperBounds(bounds)
        .register(registry);
  }

  private Counter counter(String name, String help) {
    return Counter.builder().name(name).help(help).register(registry);
  }

  private Counter labelled(String name, String help, String label) {
    return Counter.builder().name(name).help(help).labelNames(label).register(registry);
  }

  private void gauge(
      String name,
      String help,
      Supplier<Optional<EngineStatus>> engine,
      ToDoubleFunction<EngineStatus> value) {
    var _ =
        GaugeWithCallback.builder()
            .name(name)
            .help(help)
            .callback(call -> engine.get().ifPresent(s -> call.call(value.applyAsDouble(s))))
            .register(registry);
  }

  private void total(
      String name,
      String help,
      Supplier<Optional<EngineStatus>> engine,
      ToDoubleFunction<EngineStatus> value) {
    var _ =
        CounterWithCallback.builder()
            .name(name)
            .help(help)
            .callback(call -> engine.get().ifPresent(s -> call.call(value.applyAsDouble(s))))
            .register(registry);
  }

  /// Measures one request.
  ///
  /// @return to be told of its events, on the device's thread
  public Consumer<GenerationEvent> recorder() {
    return new Recorder(this);
  }

  /// Counts a request that broke.
  public void failed() {
    failed.inc();
  }

  /// Counts a request that was refused.
  ///
  /// @param status of HTTP
  public void rejected(int status) {
    rejected.labelValues(Integer.toString(status)).inc();
  }

  /// Tokens generated a second, over the last five.
  ///
  /// @return a mean
  public double tokensPerSecond() {
    return rate.perSecond();
  }

  /// Writes all of them in Prometheus's text format.
  ///
  /// @param out where to
  /// @throws IOException if that fails
  public void write(OutputStream out) throws IOException {
    PrometheusTextFormatWriter.create().write(out, registry.scrape());
  }

  void started(Duration queued) {
    queue.observe(seconds(queued));
  }

  void firstToken(Duration sinceRequest) {
    firstToken.observe(seconds(sinceRequest));
  }

  void token() {
    rate.add();
    generatedTokens.inc();
  }

  void gap(Duration time) {
    interToken.observe(seconds(time));
  }

  void finished(GenerationEvent.Finished end, Duration queued) {
    promptTokens.inc(end.promptTokens());
    cachedTokens.inc(end.reusedTokens());
    if (end.reason() == FinishReason.CANCELLED) {
      cancelled.inc();
    } else {
      finished.labelValues(label(end.reason())).inc();
      whole.observe(seconds(end.prefill().plus(end.decode())));
      prefill.observe(Math.max(0, seconds(end.prefill().minus(queued))));
      decode.observe(seconds(end.decode()));
    }
  }

  private static String label(FinishReason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
