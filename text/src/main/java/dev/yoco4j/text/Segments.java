package dev.yoco4j.text;

import dev.yoco4j.text.bpe.PreTokenizer;
import java.util.Set;

/// Cuts long text where the tokens are the same as without a cut.
///
/// The native library needs some 180 bytes of memory for each byte of a text, and the longer the
/// text the slower it is: 16 MB in one call took 2.9 GB, at a third of the speed.
///
/// For the patterns listed here such places are known: after a line feed, unless another line end
/// follows with only white space between. Of each pattern's alternatives one that takes a line end
/// takes the last one of its white space, and then ends; and none looks back.
final class Segments {
  private static final String LLAMA_3 =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String QWEN_2 = LLAMA_3.replace("{1,3}", "");

  /// Patterns of pre-tokenizers that allow the cuts.
  static final Set<String> PATTERNS = Set.of(PreTokenizer.PATTERN, LLAMA_3, QWEN_2);

  private Segments() {}

  /// Finds the end of a segment.
  ///
  /// @param start where it starts
  /// @param atLeast its length in UTF-16 units if there is a place right after them, or else more
  static int end(String text, int start, int atLeast) {
    for (int i = start + atLeast; i < text.length(); i++) {
      if (text.charAt(i - 1) == '\n' && isLastLineEnd(text, i)) {
        return i;
      }
    }
    return text.length();
  }

  /// Whether spaces and tabs, if any, and then a visible character or letter follow.
  private static boolean isLastLineEnd(String text, int from) {
    int i = from;
    while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
      i++;
    }
    if (i == text.length()) {
      return false;
    }
    char first = text.charAt(i);
    return (first > ' ' && first < 0x7F) || Character.isLetter(first);
  }
}
