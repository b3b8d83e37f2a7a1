package dev.yoco4j.training.run;

import dev.yoco4j.model.weights.RunFolder;
import dev.yoco4j.model.weights.RunFolder.Checkpoint;
import dev.yoco4j.training.Budget;
import dev.yoco4j.training.recipe.TrainingRecipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a run was asked for, read back from its newest checkpoint.
///
/// @param recipe model, tokenizer and settings
/// @param data files and folders it reads
/// @param budget how long it goes on
public record SavedRun(TrainingRecipe recipe, List<Path> data, Budget budget) {
  /// Reads a run's folder.
  ///
  /// @param out the run's folder
  /// @return what it was asked for, or empty if there is no checkpoint yet
  /// @throws dev.yoco4j.torch.CorruptFileException if the newest checkpoint is broken
  public static Optional<SavedRun> in(Path out) {
    List<Checkpoint> checkpoints = RunFolder.checkpoints(out);
    if (checkpoints.isEmpty()) {
      return Optional.empty();
    }
    CheckpointFolder.Contents contents = CheckpointFolder.read(checkpoints.getLast().folder());
    return Optional.of(
        new SavedRun(contents.settings().recipe(), contents.data(), contents.settings().budget()));
  }
}
