package dev.yoco4j.cli.progress;

import java.util.function.IntSupplier;
import me.tongfei.progressbar.ProgressBarConsumer;

/// The line of a terminal that is written over again and again, with lines that stay above it.
///
/// It uses no control sequence but the carriage return, and does not hide the cursor: wherever a
/// process ends, the terminal is as it was.
final class BarLine implements ProgressBarConsumer {
  private final Output output;
  private final IntSupplier columns;
  private String shown = "";

  BarLine(Output output, IntSupplier columns) {
    this.output = output;
    this.columns = columns;
  }

  /// One less than there are: in the last column some terminals go on to the next line.
  @Override
  public int getMaxRenderedLength() {
    return columns.getAsInt() - 1;
  }

  @Override
  public synchronized void accept(String bar) {
    if (!bar.equals(shown)) {
      output.write("\r" + overShown(bar));
      shown = bar;
    }
  }

  synchronized void tell(String text) {
    String end = System.lineSeparator();
    output.write(shown.isEmpty() ? text + end : "\r" + overShown(text) + end + shown);
  }

  @Override
  public synchronized void close() {
    if (!shown.isEmpty()) {
      output.write(System.lineSeparator());
      shown = "";
    }
  }

  private String overShown(String text) {
    return text + " ".repeat(Math.max(0, shown.length() - text.length()));
  }
}
