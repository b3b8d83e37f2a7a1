package dev.yoco4j.training.run;

import dev.yoco4j.torch.Device;
import dev.yoco4j.training.Budget;
import dev.yoco4j.training.data.CorpusConfig;
import java.nio.file.Path;
import java.util.List;

/// A run in a process of its own, to be killed.
public final class KilledRun {
  private KilledRun() {}

  /// Trains until it is killed, with a checkpoint after every step.
  ///
  /// @param args text file and run folder
  public static void main(String[] args) {
    RunOptions options = options(Path.of(args[0]), Path.of(args[1]));
    var _ = new TrainingRun(options, new SilentListener()).resume(() -> false);
  }

  static RunOptions options(Path text, Path out) {
    return new RunOptions(
        SmallRecipe.of("yoco-tiny-swa", "float32"),
        List.of(text),
        CorpusConfig.defaults(),
        out,
        new Budget.Steps(1_000_000),
        1,
        2,
        1_000_000,
        Device.CPU);
  }
}
