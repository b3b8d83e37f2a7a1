package dev.yoco4j.training;

import dev.yoco4j.text.ByteTokenizer;
import dev.yoco4j.training.data.Corpus;
import dev.yoco4j.training.data.TokenCache;
import dev.yoco4j.training.data.TokenProgress;
import dev.yoco4j.training.data.TokenSequences;
import dev.yoco4j.training.data.TokenView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Small corpora for tests.
public final class Tokens {
  private Tokens() {}

  /// Sequences of a text that a small model learns in a few steps.
  public static TokenSequences repeating(Path folder, int length) {
    Path text = text(folder, 40);
    TokenCache.Entry entry =
        new TokenCache(folder)
            .tokenise(Corpus.of(List.of(text)), new ByteTokenizer(), TokenProgress.NONE);
    return TokenSequences.shuffled(TokenView.all(entry.open()), length, 1);
  }

  /// A file of lines that repeat.
  public static Path text(Path folder, int lines) {
    Path file = folder.resolve("text.txt");
    try {
      return Files.writeString(file, "the quick brown fox jumps over the lazy dog\n".repeat(lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
