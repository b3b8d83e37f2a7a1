package dev.yoco4j.cli;

import dev.yoco4j.training.data.CorpusConfig;
import dev.yoco4j.training.data.MalformedText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How text is read, for every command that reads a corpus.
final class ReadingOptions {
  @Option(
      names = "--data-bytes",
      paramLabel = "N",
      description = "Read about N bytes of the data, spread over it (default: all).")
  private @Nullable Long dataBytes;

  @Option(
      names = "--strict",
      description = "Refuse text that is not UTF-8 instead of replacing it.")
  private boolean strict;

  CorpusConfig corpus() {
    CorpusConfig config =
        CorpusConfig.defaults()
            .withMalformed(strict ? MalformedText.REFUSE : MalformedText.REPLACE);
    Long limit = dataBytes;
    return limit == null
        ? config
        : Arguments.checked("--data-bytes", () -> config.withByteLimit(limit));
  }
}
