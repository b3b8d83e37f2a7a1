package dev.yoco4j.cli.progress;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whether someone looks at standard error.
final class StandardError {
  private static final int FILE_TYPE = 0170000;
  private static final int CHARACTER_DEVICE = 0020000;

  private StandardError() {}

  @SuppressWarnings("SystemConsoleNull") // JDK 25 has none again where input or output is a pipe
  static boolean isTerminal() {
    @Nullable Console console = System.console();
    return console != null
        && console.isTerminal()
        && movesItsCursor(System.getenv(), System.getProperty("os.name", ""))
        && isDevice(Path.of("/dev/fd/2"));
  }

  /// Windows has no TERM.
  static boolean movesItsCursor(Map<String, String> environment, String system) {
    String unset = system.startsWith("Windows") ? "windows" : "dumb";
    String term = environment.getOrDefault("TERM", unset);
    return !term.isEmpty() && !term.equals("dumb");
  }

  /// A console is one if standard input and output are terminals; standard error may yet be a file.
  static boolean isDevice(Path descriptor) {
    try {
      int mode = (Integer) Files.getAttribute(descriptor, "unix:mode");
      return (mode & FILE_TYPE) == CHARACTER_DEVICE;
    } catch (IOException | UnsupportedOperationException e) {
      return true; // there are no such files here to say otherwise
    }
  }
}
