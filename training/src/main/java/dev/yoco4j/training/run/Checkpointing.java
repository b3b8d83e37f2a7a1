package dev.yoco4j.training.run;

import dev.yoco4j.model.weights.FolderConfig;
import dev.yoco4j.model.weights.RunFolder;
import dev.yoco4j.model.weights.RunFolder.Checkpoint;
import dev.yoco4j.text.Tokenizer;
import dev.yoco4j.training.Trainer;
import dev.yoco4j.training.TrainingEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// Writes checkpoints and keeps the last few.
///
/// @param options folder and how many to keep
/// @param config what `config.json` says
/// @param tokenizer saved with every checkpoint
/// @param settings compared on resumption
/// @param stagesBefore what `training.json` says of the stages before this one
/// @param events are told of each
record Checkpointing(
    RunOptions options,
    FolderConfig config,
    Tokenizer tokenizer,
    RunSettings settings,
    List<ObjectNode> stagesBefore,
    Consumer<TrainingEvent> events) {
  /// Writes the trainer's state, unless the newest checkpoint is of the same step.
  Path save(Trainer trainer) {
    long step = trainer.state().step();
    List<Checkpoint> before = RunFolder.checkpoints(options.out());
    if (!before.isEmpty() && before.getLast().step() == step) {
      return before.getLast().folder();
    }
    Path folder = CheckpointFolder.write(this, trainer);
    events.accept(new TrainingEvent.Saved(step, folder));
    removeOld();
    return folder;
  }

  private void removeOld() {
    List<Checkpoint> all = RunFolder.checkpoints(options.out());
    for (Checkpoint old : all.subList(0, Math.max(0, all.size() - options.keep()))) {
      try {
        FolderTree.deleteCheckpoint(old.folder());
      } catch (IOException e) {
        throw new UncheckedIOException(old.folder() + " can't be removed: " + e.getMessage(), e);
      }
    }
  }
}
