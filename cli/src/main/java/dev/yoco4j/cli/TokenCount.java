package dev.yoco4j.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A number of tokens as people write it: `1000`, `32K`, `1M`, where K is 1024.
final class TokenCount {
  private static final Pattern FORM = Pattern.compile("(\\d{1,15})([KM]?)");

  private TokenCount() {}

  /// Reads a number.
  ///
  /// @throws IllegalArgumentException if it is none, or 0
  static long of(String text) {
    Matcher matcher = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw new IllegalArgumentException(
          "a length must be a number of tokens above 0, such as 1000, 32K or 1M, was " + text);
    }
    long unit =
        switch (matcher.group(2)) {
          case "K" -> 1L << 10;
          case "M" -> 1L << 20;
          default -> 1;
        };
    return Long.parseLong(matcher.group(1)) * unit;
  }
}
