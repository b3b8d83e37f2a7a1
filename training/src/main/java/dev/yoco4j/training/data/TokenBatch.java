package dev.yoco4j.training.data;

import dev.yoco4j.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/// The tokens of some passages that follow each other: what one thread makes at a time.
///
/// @param tokens the tokens
/// @param documentEnds where documents end, as a number of tokens from the start of the batch
/// @param report what went in
record TokenBatch(TokenBuffer tokens, List<Integer> documentEnds, TokenReport report) {
  /// Bytes of text to a token, on the safe side, to size buffers by.
  private static final int BYTES_PER_TOKEN = 3;

  static TokenBatch encode(List<Passage> passages, Tokenizer tokenizer, MalformedText rule) {
    long bytes = 0;
    for (Passage passage : passages) {
      bytes += passage.length();
    }
    TokenBuffer tokens =
        new TokenBuffer(tokenizer.vocabularySize(), Math.toIntExact(bytes / BYTES_PER_TOKEN + 64));
    List<Integer> ends = new ArrayList<>();
    long replaced = 0;
    long empties = 0;
    for (Passage passage : passages) {
      Document document = passage.decode(rule);
      replaced += document.replaced();
      int[] ids = tokenizer.encode(document.text());
      boolean whole = passage.opens() && passage.closes();
      if (whole && ids.length == 0) {
        empties++;
        continue;
      }
      if (passage.opens()) {
        tokenizer.beginOfText().ifPresent(id -> tokens.add(id, document.origin()));
      }
      tokens.add(ids, document.origin());
      if (passage.closes()) {
        tokenizer.endOfText().ifPresent(id -> tokens.add(id, document.origin()));
        ends.add(tokens.tokens());
      }
    }
    return new TokenBatch(
        tokens, ends, new TokenReport(ends.size(), tokens.tokens(), bytes, replaced, 0, empties));
  }
}
