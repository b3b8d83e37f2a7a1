package dev.yoco4j.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;

/// What one command did, in this process.
///
/// @param exitCode what a shell would see
/// @param out all of standard output
/// @param err all of standard error
record CommandRun(int exitCode, String out, String err) {
  static CommandRun of(String... args) {
    return withInput("", args);
  }

  /// Runs a command; standard output is not UTF-8, as in some locales.
  static CommandRun withInput(String input, String... args) {
    InputStream in = System.in;
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    try {
      System.setIn(new ByteArrayInputStream(input.getBytes(UTF_8)));
      System.setOut(new PrintStream(outBytes, true, US_ASCII));
      System.setErr(new PrintStream(errBytes, true, UTF_8));
      int exitCode = Main.run(args);
      return new CommandRun(exitCode, outBytes.toString(UTF_8), errBytes.toString(UTF_8));
    } finally {
      System.setIn(in);
      System.setOut(out);
      System.setErr(err);
    }
  }

  List<String> errLines() {
    return err.lines().toList();
  }
}
