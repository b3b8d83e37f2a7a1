package dev.yoco4j.training.run;

import dev.yoco4j.text.Tokenizer;
import dev.yoco4j.training.data.Corpus;
import dev.yoco4j.training.data.TokenCache;
import dev.yoco4j.training.data.TokenFile;
import dev.yoco4j.training.recipe.TrainingRecipe;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a run trains on: its text, tokenised once, or a token file that it was given.
///
/// @param tokenizer made the tokens
/// @param file the tokens, checked
record RunTokens(Tokenizer tokenizer, TokenFile file) implements AutoCloseable {
  private static final String EXTENSION = ".tokens";

  // The instance owns the file and closes it.
  static RunTokens open(RunOptions options, RunListener listener) {
    return options.data().stream().anyMatch(RunTokens::isTokenFile)
        ? given(options, listener)
        : tokenised(options, listener);
  }

  private static boolean isTokenFile(Path path) {
    return path.toString().endsWith(EXTENSION) && !Files.isDirectory(path);
  }

  private static RunTokens tokenised(RunOptions options, RunListener listener) {
    // Before anything is made: a path that is not there leaves nothing behind.
    Corpus corpus = Corpus.of(options.data(), options.corpus());
    RunDirectory.prepare(options.out());
    Tokenizer tokenizer = RunTokenizer.of(options, listener);
    TokenCache.Entry tokens =
        new TokenCache(options.out().resolve("tokens")).tokenise(corpus, tokenizer, listener);
    listener.tokenised(tokens.report());
    return new RunTokens(tokenizer, tokens.open());
  }

  private static RunTokens given(RunOptions options, RunListener listener) {
    Path path = options.data().getFirst();
    requireAlone(options, path);
    TokenFile file = TokenFile.open(path);
    try {
      file.verify();
      RunDirectory.prepare(options.out());
      Tokenizer tokenizer = RunTokenizer.of(options, listener);
      file.requireMadeBy(tokenizer);
      listener.tokenised(file.report());
      return new RunTokens(tokenizer, file);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static void requireAlone(RunOptions options, Path path) {
    if (options.data().size() > 1) {
      throw new IllegalArgumentException(
          "a token file is all the data of a run, but it stands among "
              + options.data()
              + ": give it alone, or give text");
    }
    if (options.corpus().byteLimit().isPresent()) {
      throw new IllegalArgumentException(
          path + " is a token file, which is read whole, not by bytes");
    }
    if (options.recipe().tokenizer().equals(TrainingRecipe.BPE)
        && !RunTokenizer.isTrained(options.out())) {
      throw new IllegalArgumentException(
          path
              + " holds tokens already, on which no vocabulary can be trained: give --tokenizer with"
              + " the one that made them (bytes, cl100k_base or a folder)");
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
