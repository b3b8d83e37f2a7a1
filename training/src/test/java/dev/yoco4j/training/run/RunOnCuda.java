package dev.yoco4j.training.run;

import dev.yoco4j.torch.Device;
import dev.yoco4j.training.Budget;
import dev.yoco4j.training.MetricsFile;
import dev.yoco4j.training.Tokens;
import dev.yoco4j.training.TrainingEvent;
import dev.yoco4j.training.data.CorpusConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A short run that changes devices.
public final class RunOnCuda {
  private static final int STEPS_EACH = 2;
  private static final int STEPS = 6;

  private RunOnCuda() {}

  /// Runs, two steps on each device but the last, which takes those that remain.
  public static List<TrainingEvent> events(Path folder, String dtype, Device... devices) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Path text = Tokens.text(folder, 200);
    Path out = folder.resolve("run");
    for (int i = 0; i < devices.length; i++) {
      int[] asked = {0};
      boolean last = i == devices.length - 1;
      RunOptions options =
          new RunOptions(
              SmallRecipe.of("yoco-tiny-gret", dtype),
              List.of(text),
              CorpusConfig.defaults(),
              out,
              new Budget.Steps(STEPS),
              STEPS,
              2,
              STEPS,
              devices[i]);
      var _ =
          new TrainingRun(options, new SilentListener())
              .resume(() -> !last && ++asked[0] > STEPS_EACH);
    }
    return MetricsFile.read(out.resolve(MetricsFile.NAME));
  }

  /// The losses of the steps.
  public static List<Double> losses(List<TrainingEvent> events) {
    return events.stream()
        .filter(TrainingEvent.Stepped.class::isInstance)
        .map(event -> ((TrainingEvent.Stepped) event).loss())
        .toList();
  }
}
