package dev.yoco4j.cli;

import dev.yoco4j.inference.GenerationEvent.Finished;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.SamplingConfig;
import dev.yoco4j.inference.TextGenerator;
import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.inference.cache.SavedPast;
import dev.yoco4j.inference.context.ContextFile;
import dev.yoco4j.inference.context.ContextHeader;
import dev.yoco4j.inference.engine.EngineConfig;
import dev.yoco4j.inference.engine.ModelEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `yoco generate`: what a model writes after a prompt.
@Command(
    name = "generate",
    description = {
      "Continue a prompt.",
      "Prints what follows the prompt as it comes, and what it took as a line on standard error.",
      "SIGINT ends the text after the current token; the exit code is 130 then."
    })
final class GenerateCommand implements Runnable {
  @Mixin private ModelOptions model = new ModelOptions();

  @Mixin private PromptOptions prompt = new PromptOptions();

  @Mixin private SamplingOptions options = new SamplingOptions();

  @Mixin private EngineOptions engine = new EngineOptions();

  @Option(
      names = "--context",
      paramLabel = "FILE",
      description = {
        "Go on from a context that yoco context save wrote: the prompt follows its tokens,",
        "and only the prompt is taken in."
      })
  private @Nullable Path context;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description = "End before this text appears; may be given several times.")
  private List<String> stop = List.of();

  @Option(
      names = "--json",
      description = "Print one JSON document at the end, and nothing on standard error.")
  private boolean json;

  @Override
  public void run() {
    SamplingConfig sampling = options.sampling();
    GenerationRequest request =
        Arguments.checked(
            "--stop",
            () ->
                GenerationRequest.of(new int[0], options.maxTokens(), sampling)
                    .withStopStrings(stop));
    model.check();
    engine.check();
    String text = prompt.read();
    Optional<ContextHeader> saved = Optional.ofNullable(context).map(ContextFile::header);
    try (LoadedModel loaded = model.load()) {
      int[] added = saved.isPresent() ? loaded.tokenizer().encode(text) : loaded.document(text);
      try (ModelEngine running = engine(loaded, saved, added.length)) {
        RestoredContext restored = restore(running, loaded);
        int[] all =
            IntStream.concat(IntStream.of(restored.tokens().toArray()), IntStream.of(added))
                .toArray();
        generate(
            running,
            restored,
            GenerationRequest.of(all, request.maxTokens(), sampling)
                .withStopStrings(request.stopStrings()));
      }
    }
  }

  /// One request has nothing to share with others; a context may be longer than what the model was
  /// made for, since someone said so when it was saved.
  private ModelEngine engine(LoadedModel loaded, Optional<ContextHeader> saved, int added) {
    int usual = loaded.model().config().maxPositions();
    long needed = saved.map(ContextHeader::tokens).orElse(0L) + added + options.maxTokens();
    EngineConfig config =
        saved.isEmpty()
            ? engine.config(loaded.model(), usual)
            : engine.config(
                loaded.model(),
                Math.toIntExact(Math.max(usual, needed)),
                SavedPast.format(saved.orElseThrow()));
    return new ModelEngine(loaded.model(), loaded.tokenizer(), config.withoutSnapshots());
  }

  private RestoredContext restore(ModelEngine running, LoadedModel loaded) {
    Path file = context;
    if (file == null) {
      return RestoredContext.none();
    }
    long start = System.nanoTime();
    TokenIds tokens = running.restore(file, loaded.identity().get());
    return new RestoredContext(tokens, Duration.ofNanos(System.nanoTime() - start));
  }

  private void generate(
      TextGenerator generator, RestoredContext restored, GenerationRequest request) {
    TextOutput out = new TextOutput();
    StringBuilder whole = new StringBuilder();
    try (StopSignal signal = StopSignal.install()) {
      Finished finished =
          generator.generate(
              request,
              event -> {
                whole.append(event.text());
                out.print(json ? "" : event.text());
              },
              () -> signal.getAsBoolean() || out.isGone());
      GenerationSummary summary = new GenerationSummary(finished, request.sampling(), restored);
      if (json) {
        Json.print(summary.document(whole.toString()));
      } else {
        out.print("\n");
        System.err.println(summary.line());
      }
    }
  }
}
