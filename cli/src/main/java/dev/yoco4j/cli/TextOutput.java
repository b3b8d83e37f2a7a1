package dev.yoco4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintStream;

/// Text on standard output as it comes, in UTF-8 whatever the locale.
final class TextOutput {
  private final PrintStream out = System.out;

  void print(String text) {
    if (!text.isEmpty()) {
      out.writeBytes(text.getBytes(UTF_8));
      out.flush();
    }
  }

  /// Whether nobody reads any more, as when `head` has seen enough.
  boolean isGone() {
    return out.checkError();
  }
}
