package dev.yoco4j.cli.progress;

import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.yoco4j.training.TrainingEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Standard error may be closed, or a pipe that nobody reads any more.
class GoneScreenTest {
  static Stream<Screen> screens() {
    return Stream.of(closed(), failing(), throwing())
        .flatMap(out -> Stream.of(new Screen.Lines(out), new Screen.Terminal(out, () -> 80)));
  }

  @ParameterizedTest
  @MethodSource("screens")
  void training_goes_on(Screen screen) {
    assertThatNoException()
        .isThrownBy(() -> {
          try (TrainingProgress progress = TrainingProgress.open(screen)) {
            progress.accept(new TrainingEvent.Stepped(1, 5, 1, 1e-3, 10, 10, 1, 0.5));
            progress.accept(new TrainingEvent.Saved(1, Path.of("a")));
          }
        });
  }

  @ParameterizedTest
  @MethodSource("screens")
  void numbers_that_make_no_sense_are_shown_anyway(Screen screen) {
    assertThatNoException()
        .isThrownBy(() -> {
          try (TrainingProgress progress = TrainingProgress.open(screen)) {
            for (double x : new double[] {Double.NaN, -1, 7, Double.MAX_VALUE, 1e-300}) {
              progress.accept(new TrainingEvent.Stepped(-1, x, x, x, -1, x, x, x));
              progress.accept(new TrainingEvent.Stepped(-1, x, x, x, -1, x, 1e300, x));
            }
          }
        });
  }

  private static PrintStream closed() {
    PrintStream out =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    out.close();
    return out;
  }

  private static PrintStream failing() {
    return new PrintStream(
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("broken pipe");
          }
        },
        true,
        StandardCharsets.UTF_8);
  }

  private static PrintStream throwing() {
    return new PrintStream(
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new UncheckedIOException(new IOException("broken pipe"));
          }
        },
        true,
        StandardCharsets.UTF_8);
  }
}
