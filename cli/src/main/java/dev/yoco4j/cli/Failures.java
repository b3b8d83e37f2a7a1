package dev.yoco4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
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
          "(?i)(?:tried to allocate|can't allocate memory: you tried to allocate) ([0-9.]+ ?[A-Za-z]*)");

  @Override
  public int handleExecutionException(Exception e, CommandLine line, ParseResult result) {
    report(e, line.getErr());
    return e instanceof UsageException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
  }

  /// Tells of a failure on the way out.
  void report(Throwable e, PrintWriter err) {
    err.println("yoco: " + line(e));
    if (debug.getAsBoolean()) {
      e.printStackTrace(err);
    }
    err.flush();
  }

  /// One line for one failure.
  static String line(Throwable e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    Matcher allocation = ALLOCATION.matcher(message);
    if (allocation.find()) {
      return "out of memory: "
          + allocation.group(1)
          + " more were asked for; training: lower --batch-size or --sequence-length, or give --recompute; "
          + "generating: shorten the prompt, or give --dtype bfloat16";
    }
    if (e instanceof OutOfMemoryError) {
      return "out of memory: the Java heap is full; raise it with YOCO_JAVA_OPTS=-Xmx4g";
    }
    if (e instanceof UncheckedIOException io && io.getCause() != null) {
      return oneLine(reason(io.getCause(), message));
    }
    return oneLine(
        e.getMessage() == null ? message + ": a mistake in yoco4j; --debug shows where" : message);
  }

  private static String oneLine(String message) {
    return message.lines().findFirst().orElse(message);
  }

  /// Says in words what Java says with the name of a class, or not at all.
  private static String reason(IOException e, String message) {
    String words = words(e);
    String told = withLast(message, e.toString(), words);
    if (told.equals(message) && e.getMessage() != null) {
      told = withLast(message, e.getMessage(), words);
    }
    return e instanceof FileSystemException file
            && file.getFile() != null
            && !told.contains(file.getFile())
        ? file.getFile() + ": " + told
        : told;
  }

  private static String words(IOException e) {
    boolean explained = e instanceof FileSystemException file && file.getReason() != null;
    return switch (e) {
      case CharacterCodingException _ -> "it is not UTF-8 text";
      case NoSuchFileException _ when !explained -> "there is no such file or folder";
      case AccessDeniedException _ when !explained -> "permission denied";
      case FileAlreadyExistsException _ when !explained -> "a file of that name is in the way";
      default -> Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    };
  }

  private static String withLast(String message, String part, String words) {
    int at = message.lastIndexOf(": " + part);
    return at < 0
        ? message
        : message.substring(0, at + 2) + words + message.substring(at + 2 + part.length());
  }
}
