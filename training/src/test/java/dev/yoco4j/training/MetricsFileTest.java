package dev.yoco4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsFileTest {
  @TempDir private Path dir;
  private Path file;

  @BeforeEach
  void name_the_file() {
    file = dir.resolve(MetricsFile.NAME);
  }

  @Test
  void events_come_back_as_they_were() {
    List<TrainingEvent> events = run(1, 6);
    write(events);
    assertThat(MetricsFile.read(file)).isEqualTo(events);
  }

  @Test
  void a_line_is_an_event() throws IOException {
    write(
        List.of(
            new TrainingEvent.Begun(0, Device.CUDA),
            new TrainingEvent.Stepped(1, 5.5, 0.25, 3e-4, 2048, 10240.5, 0.2, 0.125),
            new TrainingEvent.Skipped(2, Double.NaN, Double.POSITIVE_INFINITY, 1),
            new TrainingEvent.Validated(2, 5.25, 4096),
            new TrainingEvent.Saved(2, dir.resolve("checkpoints").resolve("2"))));
    assertThat(Files.readString(file))
        .isEqualTo(
            """
            {"event":"begun","step":0,"device":"cuda"}
            {"event":"step","step":1,"loss":5.5,"gradientNorm":0.25,"learningRate":3.0E-4,"tokens":2048,"tokensPerSecond":10240.5,"seconds":0.2,"done":0.125}
            {"event":"skipped","step":2,"loss":"NaN","gradientNorm":"Infinity","skipped":1}
            {"event":"validation","step":2,"loss":5.25,"tokens":4096}
            {"event":"saved","step":2,"folder":"checkpoints/2"}
            """);
  }

  @Test
  void a_folder_elsewhere_keeps_its_whole_path() {
    Path elsewhere = dir.resolveSibling("elsewhere").toAbsolutePath();
    write(List.of(new TrainingEvent.Saved(2, elsewhere)));
    assertThat(MetricsFile.read(file)).containsExactly(new TrainingEvent.Saved(2, elsewhere));
  }

  @Test
  void each_line_is_there_before_the_file_is_closed() {
    try (MetricsFile metrics = MetricsFile.open(file)) {
      metrics.append(step(1));
      assertThat(MetricsFile.read(file)).containsExactly(step(1));
    }
  }

  @Test
  void the_file_may_be_cut_anywhere() throws IOException {
    List<TrainingEvent> events = run(1, 3);
    write(events);
    byte[] whole = Files.readAllBytes(file);
    long lines = 0;
    for (int length = 0; length <= whole.length; length++) {
      lines += length > 0 && whole[length - 1] == '\n' ? 1 : 0;
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(MetricsFile.read(file)).isEqualTo(events.subList(0, (int) lines));
      write(events.subList((int) lines, events.size()));
      assertThat(file).hasBinaryContent(whole);
    }
  }

  @Test
  void a_resumed_run_leaves_the_file_of_an_uninterrupted_one() throws IOException {
    List<TrainingEvent> events = run(1, 9);
    write(events);
    byte[] uninterrupted = Files.readAllBytes(file);
    for (long checkpoint = 0; checkpoint <= 9; checkpoint++) {
      long step = checkpoint;
      try (MetricsFile metrics = MetricsFile.resume(file, step)) {
        assertThat(MetricsFile.read(file)).allMatch(event -> event.step() <= step);
        events.stream().filter(event -> event.step() > step).forEach(metrics::append);
      }
      assertThat(file).hasBinaryContent(uninterrupted);
    }
  }

  @Test
  void a_run_resumed_without_its_metrics_begins_a_file() {
    MetricsFile.resume(file, 12).close();
    assertThat(file).isEmptyFile();
  }

  @Test
  void events_of_a_newer_version_are_passed_over() throws IOException {
    Files.writeString(
        file,
        """
        {"event":"paused","step":3,"why":"heat"}
        {"event":"validation","step":3,"loss":2.5,"tokens":7,"perplexity":12.2}
        """);
    assertThat(MetricsFile.read(file)).containsExactly(new TrainingEvent.Validated(3, 2.5, 7));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          {"event":"step"                                              | is not JSON: Unexpected end-of-input
          {} {}                                                        | is not JSON: Trailing token
          []                                                           | is not a JSON object
          {"step":1}                                                   | field "event" must be a string, and is missing
          {"event":7,"step":1}                                         | field "event" must be a string, and is 7
          {"event":"validation","loss":2.0,"tokens":1}                 | field "step" must be a whole number, and is missing
          {"event":"validation","step":1.5,"loss":2.0,"tokens":1}      | field "step" must be a whole number, and is 1.5
          {"event":"validation","step":1e300,"loss":2.0,"tokens":1}    | field "step" must be a whole number, and is 1.0E300
          {"event":"validation","step":1,"loss":"much","tokens":1}     | field "loss" must be a number, and is "much"
          {"event":"validation","step":1,"loss":null,"tokens":1}       | field "loss" must be a number, and is null
          """)
  void a_whole_line_that_is_no_event_is_refused_by_number(String line, String what)
      throws IOException {
    Files.writeString(file, "{\"event\":\"saved\",\"step\":1,\"folder\":\"1\"}\n" + line + "\n");
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> MetricsFile.read(file))
        .withMessageStartingWith(file + ": line 2: " + what);
  }

  @Test
  void a_line_without_end_is_refused() throws IOException {
    Files.writeString(file, "x".repeat(1 << 17) + "\n");
    assertThatExceptionOfType(CorruptFileException.class)
        .isThrownBy(() -> MetricsFile.read(file))
        .withMessage(file + ": line 1: is longer than 65536 bytes");
  }

  @Test
  void a_long_rest_of_zeros_is_removed() throws IOException {
    write(run(1, 1));
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, new byte[200_000], StandardOpenOption.APPEND);
    MetricsFile.open(file).close();
    assertThat(file).hasBinaryContent(whole);
  }

  @Test
  void a_file_that_cannot_be_opened_is_named() {
    Path nowhere = dir.resolve("nowhere").resolve(MetricsFile.NAME);
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> MetricsFile.open(nowhere))
        .withMessageStartingWith("cannot write " + nowhere + ": ");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> MetricsFile.read(nowhere))
        .withMessageStartingWith("cannot read " + nowhere + ": ");
  }

  private void write(List<TrainingEvent> events) {
    try (MetricsFile metrics = MetricsFile.open(file)) {
      events.forEach(metrics::append);
    }
  }

  /// Steps with all that may follow one.
  private List<TrainingEvent> run(long first, long last) {
    List<TrainingEvent> events = new ArrayList<>();
    for (long step = first; step <= last; step++) {
      events.add(
          step % 4 == 0
              ? new TrainingEvent.Skipped(step, Double.NaN, Double.NEGATIVE_INFINITY, 1)
              : step(step));
      if (step % 3 == 0) {
        events.add(new TrainingEvent.Validated(step, 10.0 / step, 1000));
        events.add(new TrainingEvent.Saved(step, dir.resolve("checkpoint-" + step)));
      }
    }
    return events;
  }

  private static TrainingEvent step(long step) {
    return new TrainingEvent.Stepped(
        step, 9.0 / step, 1.0 / 3, 1e-3 / step, step * 512, 1e4 / 3, step / 7.0, step / 9.0);
  }
}
