package dev.yoco4j.cli;

import dev.yoco4j.benchmark.inference.BenchmarkModel;
import dev.yoco4j.model.preset.ModelPresets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Models by the names that a benchmark is given.
final class BenchModels {
  private BenchModels() {}

  /// A preset with random weights, or a model folder.
  ///
  /// @throws UsageException if there is neither of that name
  static BenchmarkModel named(String name, long seed) {
    if (ModelPresets.names().contains(name)) {
      return BenchmarkModel.random(name, ModelPresets.named(name), seed);
    }
    if (Files.exists(Path.of(name))) {
      return BenchmarkModel.folder(Path.of(name));
    }
    throw new UsageException(
        "--model: there is no preset and no folder "
            + name
            + "; presets are "
            + String.join(", ", ModelPresets.names()));
  }
}
