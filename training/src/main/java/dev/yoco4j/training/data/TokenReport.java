package dev.yoco4j.training.data;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What was read to make a token file.
///
/// @param documents documents
/// @param tokens tokens, those at the begin and end of documents included
/// @param bytes bytes of text as it stands in the files; of `.jsonl`, of the lines
/// @param replaced places that were malformed and became U+FFFD
/// @param binaries files and members passed over because they are not text
/// @param empties documents passed over because they are empty
public record TokenReport(
    long documents, long tokens, long bytes, long replaced, long binaries, long empties) {

  /// The report for people.
  ///
  /// @return one line, such as `18,112 documents, 251.30 MB, 60,204,118 tokens (12 not text, passed
  ///   over)`
  public String line() {
    String size =
        bytes < 1_000_000
            ? String.format(Locale.ROOT, "%,d bytes", bytes)
            : String.format(Locale.ROOT, "%,.2f MB", bytes / 1e6);
    String documentWord = documents == 1 ? "document" : "documents";
    String remarks =
        Stream.of(
                remark(binaries, "not text, passed over"),
                remark(empties, "empty, passed over"),
                remark(replaced, "malformed places replaced by U+FFFD"))
            .filter(remark -> !remark.isEmpty())
            .collect(Collectors.joining("; "));
    return String.format(
            Locale.ROOT, "%,d %s, %s, %,d tokens", documents, documentWord, size, tokens)
        + (remarks.isEmpty() ? "" : " (" + remarks + ")");
  }

  private static String remark(long count, String what) {
    return count == 0 ? "" : String.format(Locale.ROOT, "%,d %s", count, what);
  }

  TokenReport plus(TokenReport other) {
    return new TokenReport(
        documents + other.documents,
        tokens + other.tokens,
        bytes + other.bytes,
        replaced + other.replaced,
        binaries + other.binaries,
        empties + other.empties);
  }
}
