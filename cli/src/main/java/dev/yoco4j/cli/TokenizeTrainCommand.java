package dev.yoco4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yoco4j.cli.progress.PhaseProgress;
import dev.yoco4j.cli.progress.Screen;
import dev.yoco4j.text.Tokenizer;
import dev.yoco4j.text.Tokenizers;
import dev.yoco4j.text.bpe.BpeConfig;
import dev.yoco4j.text.bpe.BpeProgress;
import dev.yoco4j.text.bpe.BpeTrainer;
import dev.yoco4j.text.bpe.BpeTraining;
import dev.yoco4j.text.bpe.BpeVocabulary;
import dev.yoco4j.training.data.Corpus;
import dev.yoco4j.training.data.CorpusConfig;
import dev.yoco4j.training.data.DocumentStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// `yoco tokenize train`: a vocabulary for a corpus.
@Command(
    name = "train",
    description = {
      "Train a byte-level BPE vocabulary on text and write it as tokenizer.json.",
      "Of a corpus too small for so many tokens fewer are made, which is said."
    })
final class TokenizeTrainCommand implements Runnable {
  private static final long SAMPLE_BYTES = 1_000_000;

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
      names = "--vocab-size",
      required = true,
      paramLabel = "N",
      description = "Tokens in all: 4 special ones, 256 bytes, and merged ones.")
  private int vocabularySize;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder to write; a tokenizer in it is replaced.")
  private Path out = Path.of("");

  @Mixin private ReadingOptions reading = new ReadingOptions();

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public void run() {
    BpeConfig config = Arguments.checked("--vocab-size", () -> BpeConfig.of(vocabularySize));
    CorpusConfig corpusConfig = reading.corpus();
    Corpus corpus = Corpus.of(data, corpusConfig);
    prepare();
    long began = System.nanoTime();
    BpeTraining training = train(config, corpus);
    training.vocabulary().save(out);
    double seconds = (System.nanoTime() - began) / 1e9;
    Corpus sample =
        Corpus.of(
            data,
            corpusConfig.withByteLimit(
                Math.min(SAMPLE_BYTES, corpusConfig.byteLimit().orElse(SAMPLE_BYTES))));
    report(training, seconds, bytesPerToken(sample));
  }

  /// Whether the folder can be written should be known before the minutes that training takes.
  private void prepare() {
    if (Files.exists(out.resolve("config.json")) || Files.exists(out.resolve("params.json"))) {
      throw new UsageException(
          "--out: " + out + " holds a model, which would lose its tokenizer: give another folder");
    }
    if (Files.exists(out) && !Files.isDirectory(out)) {
      throw new UsageException("--out: " + out + " is a file: give a folder");
    }
    try {
      Files.createDirectories(out);
      Files.delete(Files.createTempFile(out, "tokenizer", ".tmp"));
    } catch (IOException e) {
      throw new UncheckedIOException("--out: " + out + " can't be written (" + e + ")", e);
    }
  }

  private BpeTraining train(BpeConfig config, Corpus corpus) {
    try (PhaseProgress progress = PhaseProgress.open(Screen.standardError());
        Stream<String> documents = DocumentStream.of(corpus)) {
      return new BpeTrainer(config)
          .train(documents, at -> progress.at(counted(at.phase()), at.done(), at.total()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + ": " + data, e);
    }
  }

  private static String counted(BpeProgress.Phase phase) {
    return switch (phase) {
      case COUNTING -> "documents counted";
      case MERGING -> "merges made";
    };
  }

  /// Measured with the tokenizer as whoever loads it has it.
  private double bytesPerToken(Corpus sample) {
    Tokenizer tokenizer = Tokenizers.load(out);
    long[] sums = new long[2];
    sample.forEach(document -> {
      sums[0] += document.text().getBytes(UTF_8).length;
      sums[1] += tokenizer.encode(document.text()).length;
    });
    return (double) sums[0] / Math.max(1, sums[1]);
  }

  private void report(BpeTraining training, double seconds, double bytesPerToken) {
    int tokens = training.vocabulary().tokens().size();
    int merges = tokens - BpeVocabulary.FIRST_MERGE;
    Path file = out.resolve("tokenizer.json");
    if (json) {
      ObjectNode document = Json.object();
      document.put("vocabulary_size", tokens);
      document.put("merges", merges);
      document.put("merges_asked_for", training.config().mergedTokens());
      document.put("distinct_pieces", training.distinctPieces());
      document.put("bytes_per_token", bytesPerToken);
      document.put("seconds", seconds);
      document.put("file", file.toString());
      Json.print(document);
      return;
    }
    if (!training.isComplete()) {
      System.err.println("the corpus is too small: " + training.summary());
    }
    System.out.printf(
        Locale.ROOT,
        "%,d tokens, %,d merges from %,d distinct pieces, %.2f bytes per token, %.1f s: %s%n",
        tokens,
        merges,
        training.distinctPieces(),
        bytesPerToken,
        seconds,
        file);
  }
}
