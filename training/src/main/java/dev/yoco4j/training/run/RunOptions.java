package dev.yoco4j.training.run;

import dev.yoco4j.model.layer.Checks;
import dev.yoco4j.torch.Device;
import dev.yoco4j.training.Budget;
import dev.yoco4j.training.data.CorpusConfig;
import dev.yoco4j.training.recipe.TrainingRecipe;
import java.nio.file.Path;
import java.util.List;

/// One run as it is asked for.
///
/// @param recipe model, tokenizer and settings
/// @param data files and folders to read
/// @param corpus how they are read
/// @param out the run's folder
/// @param budget how long to go on
/// @param saveEvery steps between checkpoints
/// @param keep how many checkpoints are kept, the newest ones
/// @param validateEvery steps between measurements on text kept back
/// @param device what computes; a run may go on on another one
public record RunOptions(
    TrainingRecipe recipe,
    List<Path> data,
    CorpusConfig corpus,
    Path out,
    Budget budget,
    int saveEvery,
    int keep,
    int validateEvery,
    Device device) {
  /// Checks the bounds.
  public RunOptions {
    data = List.copyOf(data);
    Checks.atLeastOne("steps between checkpoints", saveEvery);
    Checks.atLeastOne("checkpoints kept", keep);
    Checks.atLeastOne("steps between validations", validateEvery);
  }
}
