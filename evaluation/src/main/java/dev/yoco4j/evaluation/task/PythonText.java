package dev.yoco4j.evaluation.task;

import java.util.Locale;

/// Strings as Python's methods of the same names treat them: the harness's prompts are defined by
/// them.
final class PythonText {
  private static final int NEXT_LINE = 0x85;

  private PythonText() {}

  static String strip(String text) {
    return stripStart(text.substring(0, lengthWithoutSpaceAtEnd(text)));
  }

  static String stripStart(String text) {
    int start = 0;
    while (start < text.length() && isSpace(text.charAt(start))) {
      start++;
    }
    return text.substring(start);
  }

  /// The length in `char`s that `rstrip` leaves; all of Python's white space is in the basic plane.
  static int lengthWithoutSpaceAtEnd(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  /// The first character in title case, all others in lower case.
  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.codePointAt(0);
    return Character.toString(Character.toTitleCase(first))
        + text.substring(Character.charCount(first)).toLowerCase(Locale.ROOT);
  }

  /// Characters as Python's `len` counts them.
  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == NEXT_LINE;
  }
}
