package dev.yoco4j.text.bpe;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts text into the pieces that no merge crosses: words, numbers of up to three digits, runs of
/// punctuation, line ends and other white space.
///
/// It is the pattern of cl100k_base, written so that `java.util.regex` and Oniguruma (which runs
/// the `Split` of a `tokenizer.json`) understand the same: contractions as character classes,
/// because the two fold case differently (`'ſ`), and `\s` with Java's Unicode flag. Every character
/// belongs to exactly one piece. The two engines may know different versions of Unicode; for a
/// letter that only one of them knows the pieces differ, which costs a little compression and no
/// correctness: training counts with this class, but what is written and used afterwards is the
/// pattern.
public final class PreTokenizer {
  /// The pattern, for the `Split` pre-tokenizer.
  public static final String PATTERN =
      "'(?:[sSdDmMtT]|[lL][lL]|[vV][eE]|[rR][eE])"
          + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+"
          + "|\\p{N}{1,3}"
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
          + "|\\s*[\\r\\n]+"
          + "|\\s+(?!\\S)"
          + "|\\s+";

  private static final Pattern COMPILED = Pattern.compile(PATTERN, Pattern.UNICODE_CHARACTER_CLASS);

  private PreTokenizer() {}

  /// Takes one piece of a text.
  public interface Piece {
    /// Takes it.
    ///
    /// @param start index of its first UTF-16 unit
    /// @param end index after its last
    void accept(int start, int end);
  }

  /// Gives the pieces of a text in order.
  ///
  /// @param text well-formed text
  /// @param piece takes each
  public static void split(String text, Piece piece) {
    Matcher matcher = COMPILED.matcher(text);
    while (matcher.find()) {
      piece.accept(matcher.start(), matcher.end());
    }
  }
}
