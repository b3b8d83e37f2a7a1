package dev.yoco4j.cli.progress;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.function.IntSupplier;

/// How wide the terminal is, asked again every few seconds, for windows are resized.
///
/// `stty` answers in milliseconds; the terminal library behind the progress bar takes 400 of them
/// and unpacks a native library first.
final class TerminalColumns implements IntSupplier {
  private static final int USUAL = 80;
  private static final long ASK_AGAIN_NANOS = 3_000_000_000L;

  private long asked = System.nanoTime() - ASK_AGAIN_NANOS;
  private OptionalInt columns = OptionalInt.of(USUAL);

  @Override
  public synchronized int getAsInt() {
    if (columns.isPresent() && System.nanoTime() - asked >= ASK_AGAIN_NANOS) {
      columns = ask();
      asked = System.nanoTime();
    }
    return columns.orElse(USUAL);
  }

  /// Empty if it cannot be known here, now or later.
  private static OptionalInt ask() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return parse(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      return OptionalInt.empty();
    }
  }

  /// Rows and columns; a terminal that does not know them says 0.
  static OptionalInt parse(String size) {
    String[] numbers = size.strip().split(" ", -1);
    boolean known = numbers.length == 2 && numbers[1].matches("[1-9]\\d{0,4}");
    return known ? OptionalInt.of(Integer.parseInt(numbers[1])) : OptionalInt.empty();
  }
}
