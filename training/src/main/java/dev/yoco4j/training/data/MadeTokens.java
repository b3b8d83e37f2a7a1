package dev.yoco4j.training.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yoco4j.text.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/// Token files of texts that a program makes, as those of text that was read.
public final class MadeTokens {
  private MadeTokens() {}

  /// Writes a file, which is there whole or not at all.
  ///
  /// @param target the file; its folder must exist; one of that name is replaced
  /// @param tokenizer its begin and end tokens stand around each text
  /// @param origin stands for how the texts were made, for the file's header
  /// @param texts one document each, taken one after the other
  /// @return what was written
  /// @throws UncheckedIOException if it cannot be written
  public static TokenReport write(
      Path target, Tokenizer tokenizer, String origin, Stream<String> texts) {
    try (TokenFileWriter writer = new TokenFileWriter(target, tokenizer.vocabularySize())) {
      TokenReport report = new TokenReport(0, 0, 0, 0, 0, 0);
      for (Iterator<String> all = texts.iterator(); all.hasNext(); ) {
        TokenBatch document = document(all.next(), tokenizer, target);
        writer.write(document);
        report = report.plus(document.report());
      }
      writer.finish(report, TokenizerFingerprint.of(tokenizer), Digest.of(origin.getBytes(UTF_8)));
      return report;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + target + ": " + e.getMessage(), e);
    }
  }

  private static TokenBatch document(String text, Tokenizer tokenizer, Path target) {
    Origin origin = new Origin(target, "");
    TokenBuffer tokens = new TokenBuffer(tokenizer.vocabularySize(), text.length() + 2);
    tokenizer.beginOfText().ifPresent(id -> tokens.add(id, origin));
    tokens.add(tokenizer.encode(text), origin);
    tokenizer.endOfText().ifPresent(id -> tokens.add(id, origin));
    long bytes = text.getBytes(UTF_8).length;
    return new TokenBatch(
        tokens, List.of(tokens.tokens()), new TokenReport(1, tokens.tokens(), bytes, 0, 0, 0));
  }
}
