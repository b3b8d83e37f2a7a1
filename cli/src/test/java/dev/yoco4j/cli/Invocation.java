package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// One command and what a user must see of it when it fails.
///
/// @param code its exit code
/// @param out what it wrote to standard output
/// @param err what it wrote to standard error
record Invocation(int code, String out, String err) {
  static Invocation of(Object... words) {
    String[] args = Stream.of(words).map(String::valueOf).toArray(String[]::new);
    CommandRun run = CommandRun.of(args);
    return new Invocation(run.exitCode(), run.out(), run.err());
  }

  /// A failure is one line, the last, whatever progress was shown before; it has each of the parts.
  void requireOneLine(int expectedCode, Object... parts) {
    assertThat(code).as(err).isEqualTo(expectedCode);
    List<String> lines = err.lines().toList();
    assertThat(lines).filteredOn(line -> line.startsWith("yoco: ")).hasSize(1);
    assertThat(lines.getLast()).startsWith("yoco: ");
    for (Object part : parts) {
      assertThat(lines.getLast()).contains(String.valueOf(part));
    }
    assertThat(err).doesNotContain("\tat ", "Exception", "null");
    assertThat(out).isEmpty();
  }

  void requireDone() {
    assertThat(code).as(err).isZero();
  }

  /// No file that is not finished, in a folder that may not be there.
  static void requireNothingHalfWritten(Path folder) {
    if (Files.exists(folder)) {
      try (Stream<Path> tree = Files.walk(folder)) {
        assertThat(tree.filter(path -> String.valueOf(path.getFileName()).endsWith(".tmp")))
            .isEmpty();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
