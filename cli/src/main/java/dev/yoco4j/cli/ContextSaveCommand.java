package dev.yoco4j.cli;

import dev.yoco4j.cli.progress.PhaseProgress;
import dev.yoco4j.cli.progress.Screen;
import dev.yoco4j.cli.report.Quantities;
import dev.yoco4j.inference.FinishReason;
import dev.yoco4j.inference.GenerationEvent.Finished;
import dev.yoco4j.inference.GenerationEvent.Prefilled;
import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.inference.engine.ModelEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// `yoco context save`: the past of a text in a file.
@Command(
    name = "save",
    description = {
      "Take a text in and save what the model keeps of it.",
      "yoco generate --context FILE goes on from there in milliseconds, with the same model."
    })
final class ContextSaveCommand implements Callable<Integer> {
  private static final int INTERRUPTED = 130;

  @Mixin private ModelOptions model = new ModelOptions();

  @Mixin private PromptOptions prompt = new PromptOptions();

  @Mixin private EngineOptions engine = new EngineOptions();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where to; a file of that name is replaced when the new one is whole.")
  private Path out = Path.of("");

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    model.check();
    engine.check();
    checkOut();
    String text = prompt.read();
    try (LoadedModel loaded = model.load();
        ModelEngine running =
            new ModelEngine(
                loaded.model(),
                loaded.tokenizer(),
                engine
                    .config(loaded.model(), loaded.model().config().maxPositions())
                    .withoutSnapshots())) {
      TokenIds tokens = TokenIds.of(loaded.document(text));
      long start = System.nanoTime();
      Finished finished = save(running, loaded, tokens);
      if (finished.reason() == FinishReason.CANCELLED) {
        System.err.println("interrupted: nothing is saved");
        return INTERRUPTED;
      }
      report(tokens.size(), finished, (System.nanoTime() - start) / 1e9);
      return 0;
    }
  }

  private void checkOut() {
    Path folder = out.toAbsolutePath().getParent();
    if (Files.isDirectory(out) || folder == null || !Files.isDirectory(folder)) {
      throw new UsageException("--out must be a file in a folder that is there, was " + out);
    }
    if (!Files.isWritable(folder)) {
      throw new UsageException("--out can't be written: permission denied in " + folder);
    }
  }

  private Finished save(ModelEngine running, LoadedModel loaded, TokenIds tokens) {
    try (StopSignal signal = StopSignal.install();
        Display display = new Display(json)) {
      return running
          .save(
              tokens,
              loaded.identity().get(),
              out,
              event -> {
                if (event instanceof Prefilled part) {
                  display.show(part);
                }
              },
              signal)
          .await();
    }
  }

  private void report(int tokens, Finished finished, double seconds) {
    long bytes = size();
    double prefill = finished.prefill().toNanos() / 1e9;
    if (json) {
      ObjectNode document = Json.object();
      document.put("file", out.toString());
      document.put("tokens", tokens);
      document.put("bytes", bytes);
      document.put("prefill_seconds", prefill);
      document.put("seconds", seconds);
      Json.print(document);
    } else {
      new TextOutput()
          .print(
              String.format(
                  Locale.ROOT,
                  "%s: %,d tokens, %s; taken in and written in %.2f s%n",
                  out,
                  tokens,
                  Quantities.bytes(bytes),
                  seconds));
    }
  }

  private long size() {
    try {
      return Files.size(out);
    } catch (IOException e) {
      throw new UncheckedIOException(out + " can't be read: " + e.getMessage(), e);
    }
  }

  /// How far the prompt is; silent where a script reads.
  private static final class Display implements AutoCloseable {
    private final @Nullable PhaseProgress progress;

    Display(boolean silent) {
      progress = silent ? null : PhaseProgress.open(Screen.standardError());
    }

    void show(Prefilled part) {
      if (progress != null) {
        progress.at("tokens taken in", part.positions(), OptionalLong.of(part.total()));
      }
    }

    @Override
    public void close() {
      if (progress != null) {
        progress.close();
      }
    }
  }
}
