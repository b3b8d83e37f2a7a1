package dev.yoco4j.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandardErrorTest {
  @Test
  void a_terminal_that_cannot_go_back_in_a_line_is_none() {
    assertThat(StandardError.movesItsCursor(Map.of("TERM", "xterm"), "Linux")).isTrue();
    assertThat(StandardError.movesItsCursor(Map.of("TERM", "dumb"), "Linux")).isFalse();
    assertThat(StandardError.movesItsCursor(Map.of("TERM", ""), "Linux")).isFalse();
    assertThat(StandardError.movesItsCursor(Map.of(), "Mac OS X")).isFalse();
    assertThat(StandardError.movesItsCursor(Map.of(), "Windows 11")).isTrue();
    assertThat(StandardError.movesItsCursor(Map.of("TERM", "dumb"), "Windows 11")).isFalse();
  }

  @Test
  void a_file_is_no_terminal(@TempDir Path dir) throws IOException {
    assertThat(StandardError.isDevice(Files.createFile(dir.resolve("log")))).isFalse();
  }

  @Test
  void where_nothing_says_otherwise_the_console_is_believed(@TempDir Path dir) {
    assertThat(StandardError.isDevice(dir.resolve("nothing"))).isTrue();
  }

  @Test
  void under_a_build_there_is_no_terminal() {
    assertThat(Screen.standardError()).isInstanceOf(Screen.Lines.class);
  }

  @ParameterizedTest
  @CsvSource({"24 80, 80", "'50 213\n', 213", "1 65535, 65535"})
  void the_second_number_is_the_width(String size, int columns) {
    assertThat(TerminalColumns.parse(size)).isEqualTo(OptionalInt.of(columns));
  }

  @ParameterizedTest
  @CsvSource({"''", "0 0", "80", "24 x", "24 999999", "24 -80", "24 80 1"})
  void anything_else_is_no_width(String size) {
    assertThat(TerminalColumns.parse(size)).isEmpty();
  }
}
