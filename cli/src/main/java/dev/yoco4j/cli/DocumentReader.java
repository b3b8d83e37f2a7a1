package dev.yoco4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yoco4j.evaluation.EvaluationListener;
import dev.yoco4j.evaluation.perplexity.TokenizedDocument;
import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.text.Tokenizer;
import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.training.data.Corpus;
import dev.yoco4j.training.data.DocumentPart;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Turns the documents of a corpus into tokens, and counts what is wrong with them.
final class DocumentReader {
  private static final int MALFORMED_TOLD = 5;

  private final Corpus corpus;
  private final Tokenizer tokenizer;
  private final boolean strict;
  private final EvaluationListener listener;
  private IntStream.Builder tokens = IntStream.builder();
  private String name = "";
  private long bytes;
  private long bytesRead;
  private long replaced;
  private long malformed;

  /// @param strict whether a malformed row is refused
  DocumentReader(Corpus corpus, Tokenizer tokenizer, boolean strict, EvaluationListener listener) {
    this.corpus = corpus;
    this.tokenizer = tokenizer;
    this.strict = strict;
    this.listener = listener;
  }

  /// Reads everything.
  ///
  /// @throws CorruptFileException if a row is malformed and that is refused
  /// @throws java.util.concurrent.CancellationException if the listener ends the evaluation
  void forEach(Consumer<TokenizedDocument> each) {
    corpus.forEachPart(part -> add(part, each), this::malformed);
    if (malformed > MALFORMED_TOLD) {
      listener.remark("passed over %,d malformed rows in all".formatted(malformed));
    }
    if (replaced > 0) {
      listener.remark("%,d places were not UTF-8 and are U+FFFD now".formatted(replaced));
    }
  }

  private void add(DocumentPart part, Consumer<TokenizedDocument> each) {
    listener.stopIfAsked();
    if (part.opens()) {
      tokens = IntStream.builder();
      bytes = 0;
      name = part.document().origin().name();
    }
    String text = part.document().text();
    for (int token : tokenizer.encode(text)) {
      tokens.add(token);
    }
    bytes += text.getBytes(UTF_8).length;
    bytesRead += part.bytes();
    replaced += part.document().replaced();
    if (part.closes()) {
      each.accept(new TokenizedDocument(name, TokenIds.of(tokens.build().toArray()), bytes));
    }
  }

  private void malformed(CorruptFileException row) {
    if (strict) {
      throw row;
    }
    malformed++;
    if (malformed <= MALFORMED_TOLD) {
      listener.remark("passed over: " + row.getMessage());
    }
  }

  /// The part of the corpus that was read so far.
  double fraction() {
    return corpus.bytes() == 0 ? 1 : Math.clamp((double) bytesRead / corpus.bytes(), 1e-9, 1);
  }

  /// Places that were not UTF-8.
  long replaced() {
    return replaced;
  }

  /// Rows that were passed over.
  long malformed() {
    return malformed;
  }
}
