package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.inference.Engine;
import dev.yoco4j.inference.EngineStatus;
import dev.yoco4j.inference.engine.EngineConfig;
import dev.yoco4j.inference.engine.ModelContexts;
import dev.yoco4j.inference.engine.ModelEngine;
import dev.yoco4j.model.matrix.WeightFormat;
import dev.yoco4j.server.LimitsConfig;
import dev.yoco4j.server.ServedModel;
import dev.yoco4j.server.ServerConfig;
import dev.yoco4j.server.YocoServer;
import dev.yoco4j.torch.Device;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A tiny model of bytes, untrained, behind a real server at a port that was free.
///
/// @param model what is served, called `tiny`
/// @param server on loopback, without a key; saves contexts in `contexts` of the model's folder
/// @param loaded the weights
record RunningServer(ServedModel model, YocoServer server, LoadedModel loaded)
    implements AutoCloseable {
  /// @param folder to write the model to
  static RunningServer start(Path folder) {
    return start(folder, UnaryOperator.identity());
  }

  /// @param folder to write the model to
  /// @param limits changes the engine's, which has 4,096 positions
  static RunningServer start(Path folder, UnaryOperator<EngineConfig> limits) {
    return start(folder, limits, UnaryOperator.identity());
  }

  /// @param folder to write the model to
  /// @param limits changes the engine's
  /// @param patience changes the server's
  static RunningServer start(
      Path folder, UnaryOperator<EngineConfig> limits, UnaryOperator<LimitsConfig> patience) {
    SavedModel.write(folder, SavedModel.BYTE_TOKENS);
    LoadedModel loaded =
        LoadedModel.from(folder, Optional.empty(), Device.CPU, WeightFormat.of("packed"));
    EngineConfig config = EngineConfig.of(loaded.model()).withMaxPositions(4096);
    ModelEngine engine = new ModelEngine(loaded.model(), loaded.tokenizer(), limits.apply(config));
    ServedModel model =
        new ServedModel(
            "tiny",
            "Yoco",
            Instant.now(),
            engine,
            new ModelContexts(engine, loaded.identity().get()),
            loaded.tokenizer(),
            loaded.chatTemplate(),
            1);
    ServerConfig local = ServerConfig.local(0).withContexts(folder.resolve("contexts"));
    YocoServer server = YocoServer.start(local.with(patience.apply(local.limits())));
    server.serve(model);
    return new RunningServer(model, server, loaded);
  }

  Engine engine() {
    return model.engine();
  }

  URI address() {
    return server.address();
  }

  /// Waits until no request is under way; fails if that takes too long.
  void awaitIdle(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!isIdle()) {
      assertThat(System.nanoTime()).as("idle after %s: %s", patience, status()).isLessThan(end);
      Thread.sleep(5);
    }
  }

  private boolean isIdle() {
    EngineStatus status = status();
    return server.requests() == 0
        && status.prefilling() == 0
        && status.decoding() == 0
        && status.waiting() == 0;
  }

  EngineStatus status() {
    return engine().status();
  }

  /// Requests that were cut off, as the metrics tell.
  double cancelled() throws IOException {
    return metric("yoco_requests_cancelled_total");
  }

  /// A number of `/metrics`.
  double metric(String name) throws IOException {
    try (Wire wire = Wire.to(address())) {
      wire.send(Wire.get("/metrics"));
      return wire.read()
          .body()
          .lines()
          .filter(line -> line.startsWith(name + " "))
          .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
          .findFirst()
          .orElseThrow();
    }
  }

  /// Asks for two tokens and gets them.
  void requireGoodAnswer() throws IOException {
    try (Wire wire = Wire.to(address())) {
      wire.send(Wire.post("/v1/completions", "{\"prompt\":\"a\",\"max_tokens\":2,\"seed\":1}"));
      Wire.Reply reply = wire.read();
      assertThat(reply.status()).as(reply.body()).isEqualTo(200);
      assertThat(reply.body()).contains("\"completion_tokens\":2");
    }
  }

  @Override
  public void close() {
    server.close();
    engine().close();
    loaded.close();
  }
}
