package dev.yoco4j.cli;

import dev.yoco4j.inference.Engine;
import dev.yoco4j.inference.engine.EngineConfig;
import dev.yoco4j.inference.engine.ModelContexts;
import dev.yoco4j.inference.engine.ModelEngine;
import dev.yoco4j.model.matrix.WeightFormat;
import dev.yoco4j.server.ServedModel;
import dev.yoco4j.server.ServerConfig;
import dev.yoco4j.server.YocoServer;
import dev.yoco4j.torch.Device;
import java.net.URI;
import java.nio.file.Path;
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
    YocoServer server =
        YocoServer.start(ServerConfig.local(0).withContexts(folder.resolve("contexts")));
    server.serve(model);
    return new RunningServer(model, server, loaded);
  }

  Engine engine() {
    return model.engine();
  }

  URI address() {
    return server.address();
  }

  @Override
  public void close() {
    server.close();
    engine().close();
    loaded.close();
  }
}
