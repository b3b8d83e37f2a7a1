package dev.yoco4j.cli.progress;

import java.io.PrintStream;

/// A stream that may be gone.
///
/// Nothing here fails: a print stream keeps a full disk or a closed pipe to itself, and what a
/// stream of another make throws silences this one, for progress is never worth the task.
final class Output {
  private final PrintStream out;
  private boolean gone;

  Output(PrintStream out) {
    this.out = out;
  }

  synchronized void write(String text) {
    if (gone) {
      return;
    }
    try {
      out.print(text);
      out.flush();
    } catch (RuntimeException e) {
      gone = true;
    }
  }
}
