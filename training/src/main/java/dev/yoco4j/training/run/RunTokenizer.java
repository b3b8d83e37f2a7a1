package dev.yoco4j.training.run;

import dev.yoco4j.text.Tokenizer;
import dev.yoco4j.text.Tokenizers;
import dev.yoco4j.text.bpe.BpeConfig;
import dev.yoco4j.text.bpe.BpeTrainer;
import dev.yoco4j.text.bpe.BpeTraining;
import dev.yoco4j.training.data.Corpus;
import dev.yoco4j.training.data.CorpusConfig;
import dev.yoco4j.training.data.DocumentStream;
import dev.yoco4j.training.recipe.TrainingRecipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// The tokenizer of a run: named, loaded, or trained on the run's own text.
final class RunTokenizer {
  /// Enough text for the merges of any vocabulary here; more changes few of them.
  private static final long MOST_BYTES = 50_000_000;

  private static final String FOLDER = "tokenizer";

  private RunTokenizer() {}

  static Tokenizer of(RunOptions options, RunListener listener) {
    String name = options.recipe().tokenizer();
    if (!name.equals(TrainingRecipe.BPE)) {
      return name.equals("bytes") || name.equals("cl100k_base")
          ? Tokenizers.named(name)
          : Tokenizers.load(Path.of(name));
    }
    Path folder = options.out().resolve(FOLDER);
    if (!isTrained(options.out())) {
      train(options, folder, listener);
    }
    return Tokenizers.load(folder);
  }

  /// Whether a run has trained a vocabulary of its own.
  static boolean isTrained(Path out) {
    return Files.exists(out.resolve(FOLDER).resolve("tokenizer.json"));
  }

  private static void train(RunOptions options, Path folder, RunListener listener) {
    BpeTrainer trainer = new BpeTrainer(BpeConfig.of(options.recipe().model().vocabularySize()));
    BpeTraining trained;
    try (Stream<String> documents = DocumentStream.of(sample(options))) {
      trained = trainer.train(documents, listener::tokenizer);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + ": " + options.data(), e);
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " can't be made: " + e.getMessage(), e);
    }
    trained.vocabulary().save(folder);
  }

  private static Corpus sample(RunOptions options) {
    CorpusConfig config = options.corpus();
    OptionalLong limit = config.byteLimit();
    long bytes = Math.min(limit.orElse(Long.MAX_VALUE), MOST_BYTES);
    return Corpus.of(options.data(), config.withByteLimit(bytes));
  }
}
