package dev.yoco4j.training.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yoco4j.text.Tokenizer;
import dev.yoco4j.torch.CorruptFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A folder of token files, so that a corpus is tokenised once.
///
/// A file is used again while the tokenizer is the same, and the inputs are the same by name, size,
/// time of the last change, order and [CorpusConfig]. Nothing is ever deleted.
public final class TokenCache {
  /// Where the tokens of a corpus are.
  ///
  /// @param file the token file
  /// @param report what was read to make it
  /// @param reused whether it was there already
  public record Entry(Path file, TokenReport report, boolean reused) {
    /// Opens the token file.
    ///
    /// @return the open file
    public TokenFile open() {
      return TokenFile.open(file);
    }
  }

  private final Path folder;
  private final int threads;

  /// Uses a folder, and one thread for each processor.
  ///
  /// @param folder made when first needed
  public TokenCache(Path folder) {
    this(folder, Runtime.getRuntime().availableProcessors());
  }

  /// Uses a folder and a number of threads, which do not change the files.
  ///
  /// @param folder made when first needed
  /// @param threads threads that tokenise, at least 1
  /// @throws IllegalArgumentException if `threads` is below 1
  public TokenCache(Path folder, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, was " + threads);
    }
    this.folder = folder;
    this.threads = threads;
  }

  /// Tokenises a corpus, unless that is done already.
  ///
  /// @param corpus the documents
  /// @param tokenizer turns them into tokens, on several threads at once
  /// @param progress learns how far it has come; not called if the file is there
  /// @return the token file, its checksums verified
  /// @throws IllegalArgumentException if the corpus has no text
  /// @throws CorruptFileException if an input is not what it must be (see [Corpus#forEach]), or the
  ///   file in the folder is damaged
  /// @throws UncheckedIOException if an input cannot be read or the token file not be written
  public Entry tokenise(Corpus corpus, Tokenizer tokenizer, TokenProgress progress) {
    Digest tokenizerDigest = TokenizerFingerprint.of(tokenizer);
    Digest inputs = corpus.digest();
    String key = TokenFileHeader.VERSION + tokenizerDigest.hex() + inputs.hex();
    Path path = folder.resolve(Digest.of(key.getBytes(UTF_8)).hex().substring(0, 16) + ".tokens");
    if (Files.exists(path)) {
      return reuse(path, tokenizerDigest, inputs);
    }
    try {
      Files.createDirectories(folder);
      try (TokenFileWriter writer = new TokenFileWriter(path, tokenizer.vocabularySize())) {
        TokenReport report = Tokenisation.run(corpus, tokenizer, writer, progress, threads);
        requireText(report, corpus);
        writer.finish(report, tokenizerDigest, inputs);
        return new Entry(path, report, false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + path + ": " + e, e);
    }
  }

  private static Entry reuse(Path path, Digest tokenizer, Digest inputs) {
    try (TokenFile file = TokenFile.open(path)) {
      if (!file.tokenizer().equals(tokenizer) || !file.inputs().equals(inputs)) {
        throw new CorruptFileException(
            path, "holds other tokens than its name says; delete it and tokenise again");
      }
      file.verify();
      return new Entry(path, file.report(), true);
    }
  }

  private static void requireText(TokenReport report, Corpus corpus) {
    if (report.documents() == 0) {
      throw new IllegalArgumentException(
          "no text in "
              + corpus.paths()
              + " (not UTF-8 text: "
              + report.binaries()
              + ", empty: "
              + report.empties()
              + "); "
              + Corpus.WANTED);
    }
  }
}
