package dev.yoco4j.cli;

import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/// Turns what went wrong into one line that says what, where and what to do; `--debug` adds the
/// stack trace.
record Failures(BooleanSupplier debug) implements IExecutionExceptionHandler {
  /// libtorch's own words when memory runs out.
  private static final Pattern ALLOCATION =
      Pattern.compile(
          "(?:tried to allocate|can't allocate memory: you tried to allocate) ([0-9.]+ ?[A-Za-z]*)");

  @Override
  public int handleExecutionException(Exception e, CommandLine line, ParseResult result) {
    line.getErr().println("yoco: " + line(e));
    if (debug.getAsBoolean()) {
      e.printStackTrace(line.getErr());
    }
    line.getErr().flush();
    return e instanceof UsageException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
  }

  /// One line for one failure.
  static String line(Throwable e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    Matcher allocation = ALLOCATION.matcher(message);
    if (allocation.find()) {
      return "out of memory: "
          + allocation.group(1)
          + " more were asked for; lower --batch-size or "
          + "--sequence-length, or give --recompute";
    }
    if (e instanceof OutOfMemoryError) {
      return "out of memory: the Java heap is full; raise it with YOCO_JAVA_OPTS=-Xmx4g";
    }
    if (e instanceof UncheckedIOException io && io.getCause() instanceof FileSystemException file) {
      return reason(file, message);
    }
    return message.lines().findFirst().orElse(message);
  }

  private static String reason(FileSystemException e, String message) {
    return e.getFile() != null && !message.contains(e.getFile())
        ? e.getFile() + ": " + message
        : message;
  }
}
