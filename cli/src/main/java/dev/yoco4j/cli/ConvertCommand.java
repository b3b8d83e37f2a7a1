package dev.yoco4j.cli;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.weights.ModelFolder;
import dev.yoco4j.text.Tokenizers;
import dev.yoco4j.torch.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `yoco convert`: the reference's layout to Hugging Face's, or one precision to another.
@Command(
    name = "convert",
    description = {
      "Write a model in the Hugging Face layout of flash-linear-attention.",
      "Reads that layout, and params.json with checkpoint.pth of the reference code."
    })
final class ConvertCommand implements Runnable {
  @Option(
      names = "--from",
      required = true,
      paramLabel = "DIR",
      description = "The folder to read.")
  private Path from = Path.of("");

  @Option(names = "--to", required = true, paramLabel = "DIR", description = "The folder to write.")
  private Path to = Path.of("");

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description = "float32 or bfloat16 (default: as stored).")
  private @Nullable String dtype;

  @Override
  public void run() {
    if (Files.exists(to)
        && Files.exists(from)
        && to.toAbsolutePath().normalize().equals(from.toAbsolutePath().normalize())) {
      throw new UsageException("--to must be another folder than --from");
    }
    Optional<Precision> wanted = Optional.ofNullable(dtype).map(Arguments::precision);
    try (ModelFolder folder = ModelFolder.open(from);
        LanguageModel model = folder.load(wanted.orElse(folder.precision()))) {
      ModelFolder.write(to, folder.config(), model.parameters());
      copyTokenizer(folder.path());
      System.out.println(
          to
              + " holds "
              + model.parameters().count()
              + " parameters in "
              + model.parameters().precision().label());
    }
  }

  private void copyTokenizer(Path folder) {
    int vocabulary = ModelFolder.config(folder).model().vocabularySize();
    Tokenizers.find(folder)
        .filter(tokenizer -> tokenizer.vocabularySize() == vocabulary)
        .ifPresent(tokenizer -> tokenizer.save(to));
  }
}
