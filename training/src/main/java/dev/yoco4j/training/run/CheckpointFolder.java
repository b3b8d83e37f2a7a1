package dev.yoco4j.training.run;

import dev.yoco4j.model.weights.ModelFolder;
import dev.yoco4j.model.weights.RunFolder;
import dev.yoco4j.torch.AtomicFiles;
import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.safetensors.SafetensorsFile;
import dev.yoco4j.torch.safetensors.SafetensorsWriter;
import dev.yoco4j.training.Trainer;
import dev.yoco4j.training.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One checkpoint: a model folder that also holds `optimizer.safetensors` and `training.json`.
///
/// It is written as `.checkpoint-<step>.tmp` and renamed when every byte is on the disk: what has
/// the name of a checkpoint is one, whenever the process was killed.
final class CheckpointFolder {
  private static final String OPTIMIZER = "optimizer.safetensors";
  private static final String TRAINING = "training.json";
  private static final JsonMapper JSON = new JsonMapper();

  private CheckpointFolder() {}

  private static final int VERSION = 2;

  /// What `training.json` says.
  ///
  /// @param before the stages before this one, each with its last step, settings and data
  record Contents(
      RunSettings settings,
      List<Path> data,
      TrainingState state,
      long optimizerSteps,
      List<ObjectNode> before) {
    /// The same run where its context is about to be extended.
    Contents nextStage(RunSettings next) {
      ObjectNode ended = JsonNodeFactory.instance.objectNode();
      ended.put("step", state.step());
      ended.set("settings", settings.json());
      ArrayNode paths = ended.putArray("data");
      data.forEach(path -> paths.add(path.toString()));
      List<ObjectNode> stages = new ArrayList<>(before);
      stages.add(ended);
      return new Contents(next, data, state.nextStage(), optimizerSteps, stages);
    }
  }

  static Path write(Checkpointing checkpointing, Trainer trainer) {
    Path run = checkpointing.options().out();
    String name = RunFolder.name(trainer.state().step());
    Path target = run.resolve(name);
    Path temporary = run.resolve("." + name + ".tmp");
    try {
      FolderTree.delete(temporary);
      Files.createDirectory(temporary);
      ModelFolder.write(temporary, checkpointing.config(), trainer.model().parameters());
      checkpointing.tokenizer().save(temporary);
      SafetensorsWriter.write(temporary.resolve(OPTIMIZER), trainer.optimizer().state());
      byte[] training =
          JSON.writerWithDefaultPrettyPrinter()
              .writeValueAsString(training(trainer, checkpointing))
              .getBytes(StandardCharsets.UTF_8);
      AtomicFiles.replace(
          temporary.resolve(TRAINING),
          training.length,
          channel -> channel.write(ByteBuffer.wrap(training)));
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      AtomicFiles.syncFolder(run);
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + target + ": " + e.getMessage(), e);
    } finally {
      FolderTree.deleteQuietly(temporary);
    }
  }

  private static ObjectNode training(Trainer trainer, Checkpointing checkpointing) {
    TrainingState state = trainer.state();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("format", "yoco4j-training");
    json.put("version", VERSION);
    json.set("settings", checkpointing.settings().json());
    ArrayNode data = json.putArray("data");
    checkpointing.options().data().forEach(path -> data.add(path.toAbsolutePath().toString()));
    json.put("step", state.step());
    json.put("position", state.position());
    json.put("tokens", state.tokens());
    json.put("seconds", state.seconds());
    json.put("skipped", state.skipped());
    json.put("skipped_in_a_row", state.skippedInARow());
    json.put("optimizer_steps", trainer.optimizer().steps());
    json.put("stage_step", state.stage().step());
    json.put("stage_seconds", state.stage().seconds());
    json.putArray("stages_before").addAll(checkpointing.stagesBefore());
    return json;
  }

  static Contents read(Path folder) {
    Path file = folder.resolve(TRAINING);
    try {
      JsonNode json = JSON.readTree(Files.readString(file));
      if (!json.path("format").asString("").equals("yoco4j-training")
          || json.path("version").asInt(0) != VERSION) {
        throw new CorruptFileException(file, "is not a training state of version " + VERSION);
      }
      TrainingState state =
          new TrainingState(
              json.required("step").asLong(),
              json.required("position").asLong(),
              json.required("tokens").asLong(),
              json.required("seconds").asDouble(),
              json.required("skipped").asLong(),
              json.required("skipped_in_a_row").asInt(),
              new TrainingState.Stage(
                  json.required("stage_step").asLong(), json.required("stage_seconds").asDouble()));
      return new Contents(
          new RunSettings((ObjectNode) json.required("settings")),
          json.required("data").values().stream().map(path -> Path.of(path.asString())).toList(),
          state,
          json.required("optimizer_steps").asLong(),
          json.required("stages_before").values().stream()
              .map(stage -> (ObjectNode) stage)
              .toList());
    } catch (JacksonException e) {
      throw new CorruptFileException(file, "is not a training state: " + e.getOriginalMessage(), e);
    } catch (ClassCastException e) {
      throw new CorruptFileException(
          file, "is not a training state: settings or stages are no objects", e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " can't be read: " + e.getMessage(), e);
    }
  }

  /// Puts optimizer and state back; the model was loaded from the same folder.
  static void restore(Path folder, Contents contents, Trainer trainer) {
    try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(OPTIMIZER));
        Scope _ = Scope.open()) {
      trainer.optimizer().restore(name -> tensor(file, folder, name), contents.optimizerSteps());
    }
    trainer.resumeAt(contents.state());
  }

  private static Tensor tensor(SafetensorsFile file, Path folder, String name) {
    if (!file.names().contains(name)) {
      throw new CorruptFileException(folder.resolve(OPTIMIZER), "has no tensor " + name);
    }
    return file.read(name);
  }
}
