package dev.yoco4j.cli;

import dev.yoco4j.training.data.Corpus;
import dev.yoco4j.training.data.CorpusConfig;
import dev.yoco4j.training.data.MalformedText;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Text that a model is measured on.
final class ScoredText {
  @Option(
      names = "--data",
      required = true,
      arity = "1..*",
      converter = DataPath.class,
      paramLabel = "PATH",
      description =
          "Text files, folders, .zip or .jar archives, .jsonl files with a text field (also .gz).")
  private List<Path> data = List.of();

  @Option(
      names = "--data-bytes",
      paramLabel = "N",
      description = "Read about N bytes of the data, spread over it (default: all).")
  private @Nullable Long dataBytes;

  @Option(
      names = "--strict",
      description = {
        "Refuse a malformed row of a .jsonl file, and text that is not UTF-8, instead of passing",
        "over the one and repairing the other."
      })
  private boolean strict;

  /// The documents, not yet read.
  Corpus corpus() {
    CorpusConfig config =
        CorpusConfig.defaults()
            .withMalformed(strict ? MalformedText.REFUSE : MalformedText.REPLACE);
    Long limit = dataBytes;
    return Corpus.of(
        data,
        limit == null
            ? config
            : Arguments.checked("--data-bytes", () -> config.withByteLimit(limit)));
  }

  boolean isStrict() {
    return strict;
  }

  /// For messages and settings.
  List<String> names() {
    return data.stream().map(Path::toString).toList();
  }
}
