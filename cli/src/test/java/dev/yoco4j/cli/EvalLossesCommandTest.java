package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.yoco4j.training.MetricsFile;
import dev.yoco4j.training.TrainingEvent;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalLossesCommandTest {
  private static final int STEPS = 40;

  @TempDir private Path folder;

  private Path run(String name, double level) throws IOException {
    Path run = Files.createDirectories(folder.resolve(name));
    try (MetricsFile metrics = MetricsFile.open(run.resolve(MetricsFile.NAME))) {
      for (int step = 1; step <= STEPS; step++) {
        double loss = level + 4.0 / step;
        metrics.append(
            new TrainingEvent.Stepped(
                step, loss, 1, 1e-3, step * 1000L, 500, step * 2.0, step / (double) STEPS));
        if (step % 20 == 0) {
          metrics.append(new TrainingEvent.Validated(step, loss + 0.25, 4096));
        }
      }
    }
    return run;
  }

  private Invocation losses(Path out, Object... runs) {
    String list = String.join(",", Stream.of(runs).map(String::valueOf).toList());
    return Invocation.of("eval", "losses", "--runs", list, "--out", out);
  }

  @Test
  void runs_are_told_and_drawn_beside_each_other() throws IOException {
    Path picture = folder.resolve("losses.png");
    Invocation done = losses(picture, run("yoco", 2), run("transformer", 3));
    done.requireDone();
    assertThat(done.out().lines())
        .satisfiesExactly(
            head -> assertThat(head).startsWith("run ").endsWith("validation loss"),
            yoco -> assertThat(yoco).startsWith("yoco ").contains("40,000").endsWith("2.350"),
            other -> assertThat(other).startsWith("transformer ").endsWith("3.350"));
    if (Files.exists(picture)) {
      BufferedImage drawn = ImageIO.read(picture.toFile());
      assertThat(drawn.getWidth()).isEqualTo(900);
    } else {
      assertThat(done.err()).startsWith("no pictures: ");
    }
  }

  @Test
  void folders_of_the_same_name_are_told_by_their_paths() throws IOException {
    Path one = run("one/run", 2);
    Path two = run("two/run", 2);
    Invocation done = losses(folder.resolve("losses.png"), one, two);
    assertThat(done.out()).contains(one.toString()).contains(two.toString());
  }

  @Test
  void a_folder_that_is_no_run_is_named() throws IOException {
    Path picture = folder.resolve("losses.png");
    losses(picture, folder.resolve("nothing"))
        .requireOneLine(2, "nothing", "give folders that yoco train made");
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Files.createFile(empty.resolve(MetricsFile.NAME));
    losses(picture, run("yoco", 2), empty).requireOneLine(2, empty, "has no step yet");
    assertThat(picture).doesNotExist();
  }

  @Test
  void a_picture_that_can_not_be_written_fails() throws IOException {
    Path run = run("yoco", 2);
    Path picture = folder.resolve("losses.png");
    losses(picture, run).requireDone();
    assumeThat(picture).as("a JDK that draws").exists();
    Path nowhere = folder.resolve("nowhere").resolve("losses.png");
    losses(nowhere, run).requireOneLine(1, nowhere);
  }
}
