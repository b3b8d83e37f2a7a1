package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {
  static Stream<Arguments> failures() {
    IOException missing = new NoSuchFileException("/a/b");
    return Stream.of(
        Arguments.of(
            new UncheckedIOException("--config: /a/b can't be read: /a/b", missing),
            "--config: /a/b can't be read: there is no such file or folder"),
        Arguments.of(
            new UncheckedIOException("cannot read /a/b: " + missing, missing),
            "cannot read /a/b: there is no such file or folder"),
        Arguments.of(
            new UncheckedIOException("cannot write: /a/b (4 bytes needed)", missing),
            "/a/b: cannot write: there is no such file or folder (4 bytes needed)"),
        Arguments.of(
            new UncheckedIOException("no weights in /a", new NoSuchFileException("/a", null, "no")),
            "no weights in /a"),
        Arguments.of(
            new UncheckedIOException("c: /d", new AccessDeniedException("/d")),
            "/d: c: permission denied"),
        Arguments.of(
            new UncheckedIOException("/d can't be made: /d", new FileAlreadyExistsException("/d")),
            "/d can't be made: a file of that name is in the way"),
        Arguments.of(
            new UncheckedIOException(
                "/d can't be made: /d: Read-only file system",
                new FileSystemException("/d", null, "Read-only file system")),
            "/d can't be made: /d: Read-only file system"),
        Arguments.of(
            new UncheckedIOException(
                "/d can't be read: Input length = 1", new MalformedInputException(1)),
            "/d can't be read: it is not UTF-8 text"),
        Arguments.of(
            new UncheckedIOException(
                "cannot write /d: java.io.IOException: No space left on device",
                new IOException("No space left on device")),
            "cannot write /d: No space left on device"),
        Arguments.of(
            new IllegalStateException("q is [2], expected [3]\nException raised from here\n  #1"),
            "q is [2], expected [3]"),
        Arguments.of(
            new IllegalStateException(
                "[enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate"
                    + " memory: you tried to allocate 4000000000 bytes. Error code 12"),
            "out of memory: 4000000000 bytes more were asked for; training: lower --batch-size or"
                + " --sequence-length, or give --recompute; generating: shorten the prompt, or give --dtype bfloat16"),
        Arguments.of(
            new OutOfMemoryError("Java heap space"),
            "out of memory: the Java heap is full; raise it with YOCO_JAVA_OPTS=-Xmx4g"),
        Arguments.of(
            new IllegalStateException(),
            "IllegalStateException: a mistake in yoco4j; --debug shows where"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void a_failure_is_one_line_in_words(Throwable failure, String line) {
    assertThat(Failures.line(failure)).isEqualTo(line);
  }

  @Test
  void the_stack_trace_is_for_those_who_ask() {
    StringWriter quiet = new StringWriter();
    new Failures(() -> false).report(new IllegalStateException("why"), new PrintWriter(quiet));
    assertThat(quiet.toString().lines()).containsExactly("yoco: why");
    StringWriter debug = new StringWriter();
    new Failures(() -> true).report(new IllegalStateException("why"), new PrintWriter(debug));
    assertThat(debug.toString()).startsWith("yoco: why").contains("\tat ");
  }
}
