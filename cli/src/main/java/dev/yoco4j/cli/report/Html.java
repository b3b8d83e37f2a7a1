package dev.yoco4j.cli.report;

/// Text in HTML and SVG.
final class Html {
  private Html() {}

  /// Text as content or as the value of an attribute.
  ///
  /// Control characters, which a model may well write, have no place in either and become U+FFFD.
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> escaped.append("&amp;");
            case '<' -> escaped.append("&lt;");
            case '>' -> escaped.append("&gt;");
            case '"' -> escaped.append("&quot;");
            case '\'' -> escaped.append("&#39;");
            default -> escaped.appendCodePoint(isText(c) ? c : 0xFFFD);
          }
        });
    return escaped.toString();
  }

  private static boolean isText(int c) {
    return c == '\n'
        || c == '\r'
        || c == '\t'
        || switch (Character.getType(c)) {
          case Character.CONTROL, Character.SURROGATE, Character.UNASSIGNED -> false;
          default -> true;
        };
  }
}
