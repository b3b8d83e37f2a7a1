package dev.yoco4j.cli;

import dev.yoco4j.inference.EngineLimits;
import dev.yoco4j.inference.engine.EngineConfig;
import dev.yoco4j.inference.engine.ModelEngine;
import dev.yoco4j.server.ServedModel;
import dev.yoco4j.server.YocoServer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `yoco serve`: a model behind OpenAI's interface.
@Command(
    name = "serve",
    description = {
      "Serve a model to OpenAI's clients, with a page at the root.",
      "Options may come from a file (--config), see docs/guide/serve.md.",
      "SIGINT and SIGTERM let requests under way end (--drain), then stop; the exit code is 0."
    })
final class ServeCommand implements Runnable {
  /// Kept here, because the JDK forgets levels of loggers that nobody holds.
  private static final Logger HTTP = Logger.getLogger("io.helidon");

  @Mixin private ModelOptions model = new ModelOptions();

  @Mixin private EngineOptions engine = new EngineOptions();

  @Mixin private ListenOptions listen = new ListenOptions();

  @Option(
      names = ConfigFile.OPTION,
      paramLabel = "FILE",
      description = "Options that the command line does not give: {\"port\": 8080, ...}.")
  private @Nullable Path config; // read before the command line is

  @Option(
      names = "--model-name",
      paramLabel = "NAME",
      description = "What requests call the model (default: the name of its folder).")
  private @Nullable String modelName;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "16",
      description = "Sequences that generate together at most (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--queue",
      paramLabel = "N",
      defaultValue = "256",
      description =
          "Requests that may wait behind them; more get status 429 (default: ${DEFAULT-VALUE}).")
  private int queue;

  @Override
  public void run() {
    HTTP.setLevel(Level.SEVERE); // below it stands what clients did wrong, with stack traces
    if (config != null) {
      System.err.println("yoco serve: options of " + config);
    }
    model.check();
    engine.check();
    try (StopSignal signal = StopSignal.install();
        YocoServer server = Arguments.checked("--host", () -> YocoServer.start(listen.config()));
        LoadedModel loaded = model.load();
        ModelEngine running = engine(loaded)) {
      ServedModel served = served(loaded, running);
      server.serve(served);
      tell(served, server);
      while (!signal.getAsBoolean()) {
        Thread.sleep(100);
      }
      System.err.println("yoco serve: stopping, " + server.requests() + " requests under way");
      server.drain();
      signal.saved();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ModelEngine engine(LoadedModel loaded) {
    int positions = loaded.model().config().maxPositions();
    EngineConfig config =
        Arguments.checked(
            "--batch-size", () -> engine.config(loaded.model(), positions).withBatch(batch));
    EngineConfig bounded = Arguments.checked("--queue", () -> config.withQueue(queue));
    return new ModelEngine(loaded.model(), loaded.tokenizer(), bounded);
  }

  private ServedModel served(LoadedModel loaded, ModelEngine running) {
    Path folder = model.folder().toAbsolutePath().normalize();
    String name = modelName == null ? String.valueOf(folder.getFileName()) : modelName;
    return ServedModels.of(name, loaded, running);
  }

  private void tell(ServedModel served, YocoServer server) {
    EngineLimits limits = served.engine().limits();
    System.err.printf(
        Locale.ROOT,
        "yoco serve: %s, %,d positions, %,d bytes a token of context (a Transformer: %,d),"
            + " %,d MiB for contexts, %d sequences at once, %d may wait%n",
        served.id(),
        limits.maxPositions(),
        limits.bytesPerPosition(),
        served.transformerBytesPerToken(),
        limits.pastBytes() >> 20,
        limits.batch(),
        limits.queue());
    System.err.println("yoco serve: " + listen.told());
    System.err.println("yoco serve: listening on " + server.address());
  }
}
