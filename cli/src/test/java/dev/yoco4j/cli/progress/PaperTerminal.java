package dev.yoco4j.cli.progress;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A terminal on which one can read afterwards what a person saw last.
final class PaperTerminal {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Charset charset;
  private final int columns;

  PaperTerminal(int columns, Charset charset) {
    this.columns = columns;
    this.charset = charset;
  }

  static PaperTerminal wide(int columns) {
    return new PaperTerminal(columns, StandardCharsets.UTF_8);
  }

  Screen.Terminal terminal() {
    return new Screen.Terminal(stream(), () -> columns);
  }

  Screen.Lines lines() {
    return new Screen.Lines(stream());
  }

  /// What was written, as it was.
  String written() {
    return bytes.toString(charset);
  }

  /// The lines to be seen, without blanks at their ends; the last one holds the cursor.
  List<String> seen() {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int cursor = 0;
    for (char c : written().toCharArray()) {
      switch (c) {
        case '\r' -> cursor = 0;
        case '\n' -> {
          lines.add(line.toString().stripTrailing());
          line.setLength(0);
          cursor = 0;
        }
        default -> {
          line.replace(cursor, Math.min(cursor + 1, line.length()), String.valueOf(c));
          cursor++;
        }
      }
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }

  private PrintStream stream() {
    return new PrintStream(bytes, false, charset);
  }
}
