package dev.yoco4j.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// A prompt from the command line, a file, or standard input.
final class PromptOptions {
  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description = "What to continue; - reads standard input.")
  private @Nullable String prompt;

  @Option(
      names = "--prompt-file",
      paramLabel = "FILE",
      description =
          "A file in UTF-8 to continue, less the line end at its end; - reads standard input.")
  private @Nullable String promptFile;

  String read() {
    String text = prompt;
    String file = promptFile;
    if (text != null && file != null) {
      throw new UsageException("--prompt and --prompt-file exclude each other");
    }
    if (file != null) {
      return TextInput.read(file);
    }
    if (text == null) {
      throw new UsageException("--prompt or --prompt-file is missing");
    }
    return text.equals(TextInput.STANDARD_INPUT) ? TextInput.read(text) : text;
  }
}
