package dev.yoco4j.cli.progress;

import java.io.PrintStream;
import java.util.function.IntSupplier;

/// Where progress is shown.
public sealed interface Screen {
  /// What is written to.
  ///
  /// @return the stream
  PrintStream out();

  /// A terminal, on which a line may be written over.
  ///
  /// @param out what is written to
  /// @param columns how wide it is now
  record Terminal(PrintStream out, IntSupplier columns) implements Screen {}

  /// A file, a pipe, a log: lines that stay.
  ///
  /// @param out what is written to
  record Lines(PrintStream out) implements Screen {}

  /// Standard error, as a terminal where it is one.
  ///
  /// @return the screen of this process
  static Screen standardError() {
    return StandardError.isTerminal()
        ? new Terminal(System.err, new TerminalColumns())
        : new Lines(System.err);
  }
}
