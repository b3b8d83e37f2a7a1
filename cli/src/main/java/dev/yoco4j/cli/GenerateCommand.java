package dev.yoco4j.cli;

import dev.yoco4j.inference.GenerationEvent.Finished;
import dev.yoco4j.inference.GenerationRequest;
import dev.yoco4j.inference.SamplingConfig;
import dev.yoco4j.inference.TextGenerator;
import dev.yoco4j.text.Tokenizer;
import java.util.List;
import java.util.stream.IntStream;
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
    String text = prompt.read();
    try (LoadedModel loaded = model.load()) {
      int[] tokens = tokens(loaded.tokenizer(), text);
      generate(
          loaded,
          GenerationRequest.of(tokens, request.maxTokens(), sampling)
              .withStopStrings(request.stopStrings()));
    }
  }

  /// The prompt as a document begins: after the begin-of-text token where there is one.
  private static int[] tokens(Tokenizer tokenizer, String text) {
    int[] tokens =
        IntStream.concat(tokenizer.beginOfText().stream(), IntStream.of(tokenizer.encode(text)))
            .toArray();
    if (tokens.length == 0) {
      throw new UsageException(
          "the prompt must not be empty: the model's tokenizer has no begin-of-text token");
    }
    return tokens;
  }

  private void generate(LoadedModel loaded, GenerationRequest request) {
    TextOutput out = new TextOutput();
    StringBuilder whole = new StringBuilder();
    int positions = Math.addExact(request.prompt().size(), request.maxTokens());
    try (StopSignal signal = StopSignal.install();
        TextGenerator generator = loaded.generator(positions)) {
      Finished finished =
          generator.generate(
              request,
              event -> {
                whole.append(event.text());
                out.print(json ? "" : event.text());
              },
              () -> signal.getAsBoolean() || out.isGone());
      GenerationSummary summary = new GenerationSummary(finished, request.sampling());
      if (json) {
        Json.print(summary.document(whole.toString()));
      } else {
        out.print("\n");
        System.err.println(summary.line());
      }
    }
  }
}
