package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatCommandTest {
  @TempDir static Path folder;

  @BeforeAll
  static void save() {
    SavedModel.write(folder, SavedModel.BYTE_TOKENS);
  }

  private static CommandRun chat(String input, String... more) {
    String[] args = {
      "chat", "--model", folder.toString(), "--max-tokens", "5", "--seed", "1", "--top-k", "9"
    };
    return CommandRun.withInput(
        input, Stream.of(args, more).flatMap(Arrays::stream).toArray(String[]::new));
  }

  @Test
  void after_a_reset_the_same_question_has_the_same_answer() {
    CommandRun once = chat("hello\n");
    assertThat(once.exitCode()).as(once.err()).isZero();
    assertThat(once.out()).endsWith("\n").hasSizeGreaterThan(1);
    assertThat(chat("hello\n/reset\n\nhello\n").out()).isEqualTo(once.out() + once.out());
    assertThat(chat("hello\nhello\n").out())
        .startsWith(once.out())
        .isNotEqualTo(once.out() + once.out());
  }

  @Test
  void commands_answer_on_standard_error_and_exit_ends() {
    CommandRun run = chat("/help\n/nonsense\n/exit\nhello\n");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("continues text")
        .contains("/reset forgets")
        .contains("no command /nonsense");
  }

  @Test
  void a_question_that_does_not_fit_is_not_the_end() {
    CommandRun run = chat("x".repeat(100_000) + "\nhello\n");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("do not fit").contains("/reset");
    assertThat(run.out()).isEqualTo(chat("hello\n").out());
  }

  @Test
  void wrong_sampling_is_refused_before_the_first_question() {
    CommandRun run = chat("hello\n", "--top-p", "7");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.errLines()).singleElement().asString().contains("--top-p");
  }
}
