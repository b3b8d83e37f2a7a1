package dev.yoco4j.text.bpe;

/// Text that UTF-8 can hold.
public final class WellFormed {
  private WellFormed() {}

  /// Puts U+FFFD in the place of every surrogate that has no partner.
  ///
  /// Each encoder treats a lone surrogate in its own way (a question mark, a decoding error,
  /// garbage for the whole text); after this there is none.
  ///
  /// @param text any text
  /// @return the same object if it is well-formed
  public static String text(String text) {
    int lone = firstLoneSurrogate(text, 0);
    if (lone == text.length()) {
      return text;
    }
    var repaired = new StringBuilder(text);
    while (lone < text.length()) {
      repaired.setCharAt(lone, '\uFFFD');
      lone = firstLoneSurrogate(text, lone + 1);
    }
    return repaired.toString();
  }

  private static int firstLoneSurrogate(String text, int from) {
    int i = from;
    while (i < text.length()) {
      char unit = text.charAt(i);
      if (!Character.isSurrogate(unit)) {
        i++;
      } else if (Character.isHighSurrogate(unit)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i += 2;
      } else {
        return i;
      }
    }
    return i;
  }
}
