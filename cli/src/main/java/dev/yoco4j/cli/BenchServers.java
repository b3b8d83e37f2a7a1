package dev.yoco4j.cli;

import dev.yoco4j.benchmark.serve.ServerStarter;
import dev.yoco4j.inference.engine.EngineConfig;
import dev.yoco4j.inference.engine.ModelEngine;
import dev.yoco4j.server.ServerConfig;
import dev.yoco4j.server.YocoServer;
import java.net.URI;

/// Servers in this process at free ports, one after the other with the same weights.
///
/// @param loaded the model
/// @param config how its engine runs, but for the batch
record BenchServers(LoadedModel loaded, EngineConfig config) implements ServerStarter {
  @Override
  public Started start(int batch) {
    ModelEngine engine =
        new ModelEngine(loaded.model(), loaded.tokenizer(), config.withBatch(batch));
    YocoServer server = YocoServer.start(ServerConfig.local(0));
    server.serve(ServedModels.of("benchmark", loaded, engine));
    return new Running(server, engine);
  }

  private record Running(YocoServer server, ModelEngine engine) implements Started {
    @Override
    public URI address() {
      return server.address();
    }

    @Override
    public void close() {
      server.close();
      engine.close();
    }
  }
}
