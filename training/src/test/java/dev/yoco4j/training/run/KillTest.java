package dev.yoco4j.training.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yoco4j.model.weights.ModelFolder;
import dev.yoco4j.model.weights.RunFolder;
import dev.yoco4j.training.Tokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {
  private static final int KILLS = 3;
  private static final long SECONDS_TO_FIRST_CHECKPOINT = 120;

  @TempDir private Path folder = Path.of("");

  @Test
  void a_run_killed_at_any_moment_loads_and_loses_at_most_the_step_it_was_in()
      throws IOException, InterruptedException {
    Path text = Tokens.text(folder, 200);
    Path out = folder.resolve("run");
    Random random = new Random(11);
    long step = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      step = killAfter(step, text, out, random.nextInt(400));
      try (ModelFolder model = ModelFolder.open(out)) {
        assertThat(model.tensors().names()).isNotEmpty();
      }
      assertThat(SavedRun.in(out)).isPresent();
    }
    TrainingRun resumed = new TrainingRun(KilledRun.options(text, out), new SilentListener());
    long goal = step + 2;
    TrainingRun.Outcome outcome = resumed.resume(() -> newest(out) >= goal);
    assertThat(outcome.state().step()).isGreaterThanOrEqualTo(goal);
  }

  /// Starts the run, waits for a new checkpoint and some more, and kills the process.
  private static long killAfter(long step, Path text, Path out, int milliseconds)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path")),
                    KilledRun.class.getName(),
                    text.toString(),
                    out.toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_FIRST_CHECKPOINT);
      while (newest(out) <= step && process.isAlive() && System.nanoTime() < deadline) {
        Thread.sleep(5);
      }
      assertThat(process.isAlive()).isTrue();
      Thread.sleep(milliseconds);
    } finally {
      process.destroyForcibly().waitFor();
    }
    long reached = newest(out);
    assertThat(reached).isGreaterThan(step);
    return reached;
  }

  private static long newest(Path out) {
    List<RunFolder.Checkpoint> checkpoints = RunFolder.checkpoints(out);
    return checkpoints.isEmpty() ? 0 : checkpoints.getLast().step();
  }
}
