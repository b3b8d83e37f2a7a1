package dev.yoco4j.model.weights;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.layer.ParameterSource;
import dev.yoco4j.model.matrix.WeightFormat;
import dev.yoco4j.torch.AtomicFiles;
import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.pickle.TorchCheckpointFile;
import dev.yoco4j.torch.safetensors.TensorFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.bytedeco.pytorch.global.torch.ScalarType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A folder that holds a model: `config.json` with safetensors, or the reference's `params.json`
/// with `checkpoint.pth`.
public final class ModelFolder implements AutoCloseable {
  /// Weights above this many bytes are written in several files.
  public static final long SHARD_BYTES = 5_000_000_000L;

  private static final String CONFIG = "config.json";
  private static final String OFFICIAL_CONFIG = "params.json";
  private static final String OFFICIAL_WEIGHTS = "checkpoint.pth";
  private static final JsonMapper JSON = new JsonMapper();

  private final Path folder;
  private final FolderConfig config;
  private final StoredTensors tensors;

  private ModelFolder(Path folder, FolderConfig config, StoredTensors tensors) {
    this.folder = folder;
    this.config = config;
    this.tensors = tensors;
  }

  /// Opens a model folder and checks that its weights are those that its configuration asks for.
  ///
  /// @param folder a model folder, or the folder of a training run, which stands for its newest
  ///   checkpoint
  /// @return to be closed
  /// @throws IllegalArgumentException if it holds no model, or its configuration is wrong
  /// @throws CorruptFileException if a file is broken, or weights are missing, too many or of a
  ///   wrong shape
  public static ModelFolder open(Path folder) {
    Path resolved = RunFolder.newestModel(folder);
    FolderConfig config = config(resolved);
    StoredTensors tensors =
        Files.exists(resolved.resolve(CONFIG))
            ? new HuggingFaceTensors(TensorFolder.open(resolved))
            : new OfficialTensors(
                TorchCheckpointFile.open(resolved.resolve(OFFICIAL_WEIGHTS)), config.model());
    try {
      WeightCheck.of(resolved, config.model(), tensors).refuseDifferences();
      return new ModelFolder(resolved, config, tensors);
    } catch (RuntimeException e) {
      tensors.close();
      throw e;
    }
  }

  /// Reads a folder's configuration alone.
  ///
  /// @param folder a model folder, or the folder of a training run
  /// @return what it says
  /// @throws IllegalArgumentException if it holds no model, or its configuration is wrong
  public static FolderConfig config(Path folder) {
    Path resolved = RunFolder.newestModel(folder);
    Path file = resolved.resolve(CONFIG);
    if (Files.exists(file)) {
      return ConfigJson.read(file.toString(), json(file));
    }
    Path official = resolved.resolve(OFFICIAL_CONFIG);
    if (Files.exists(official)) {
      return new FolderConfig(
          OfficialConfig.read(official.toString(), json(official)),
          OptionalInt.of(0),
          OptionalInt.of(2));
    }
    throw new IllegalArgumentException(
        folder + " is not a model folder: it has neither " + CONFIG + " nor " + OFFICIAL_CONFIG);
  }

  /// The folder itself; for the folder of a training run, its newest checkpoint.
  ///
  /// @return a path
  public Path path() {
    return folder;
  }

  /// What the configuration says.
  ///
  /// @return shape and special tokens
  public FolderConfig config() {
    return config;
  }

  /// The weights as they are stored.
  ///
  /// @return closed with this folder
  public StoredTensors tensors() {
    return tensors;
  }

  /// The precision to run the weights in: bfloat16 if they are stored so, else float32.
  ///
  /// @return the precision
  public Precision precision() {
    return tensors.dtype("model.embeddings.weight").intern() == ScalarType.BFloat16
        ? Precision.BFLOAT16
        : Precision.FLOAT32;
  }

  /// Prepares the model for running, with as little memory of its own as the form allows.
  ///
  /// Dense weights that are stored in the precision to run in stay in the mapped file, from where
  /// the machine brings and drops them as it needs; so do those that other forms leave dense. The
  /// files must not shrink or be written to while the model is open: a page that is no longer there
  /// ends the process. Writers that replace files, as [#write] does, disturb nothing.
  ///
  /// @param precision of dense weights and of activations
  /// @param device where it runs; a GPU has its own copy of the weights
  /// @param format the form of matrices, of which the device has its own
  /// @return the model, to be closed; this folder belongs to it, and is closed with it
  public LanguageModel run(Precision precision, Device device, WeightFormat format) {
    ParameterSource source = (name, _, _) -> tensors.map(name);
    return LanguageModel.build(
        config.model(), Parameters.forRunning(source, precision, device, format, this::close));
  }

  /// Reads the model into memory of its own, to be trained, written or run.
  ///
  /// @param precision what the weights are kept in
  /// @return the model, to be closed; it does not need this folder any more
  public LanguageModel load(Precision precision) {
    return load(precision, Device.CPU);
  }

  /// Reads the model into memory of its own, to be trained, written or run.
  ///
  /// @param precision what the weights are kept in
  /// @param device where they are kept; they pass the host's memory one by one
  /// @return the model, to be closed; it does not need this folder any more
  public LanguageModel load(Precision precision, Device device) {
    ParameterSource source = (name, _, _) -> tensors.read(name);
    return LanguageModel.build(config.model(), new Parameters(source, precision, device));
  }

  /// Writes a model in the Hugging Face layout: weights first, the configuration last.
  ///
  /// @param folder where to; made if missing
  /// @param config shape and special tokens
  /// @param parameters the weights
  /// @throws UncheckedIOException if the disk is full or the folder can't be written
  public static void write(Path folder, FolderConfig config, Parameters parameters) {
    parameters.requireDense("written");
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " can't be made: " + e.getMessage(), e);
    }
    TensorFolder.write(folder, parameters.tensors(), SHARD_BYTES);
    String dtype = parameters.precision().label();
    byte[] content =
        JSON.writerWithDefaultPrettyPrinter()
            .writeValueAsString(ConfigJson.write(config).put("dtype", dtype))
            .getBytes(StandardCharsets.UTF_8);
    AtomicFiles.replace(
        folder.resolve(CONFIG), content.length, channel -> channel.write(ByteBuffer.wrap(content)));
  }

  private static JsonNode json(Path file) {
    try {
      return JSON.readTree(Files.readString(file));
    } catch (JacksonException e) {
      throw new CorruptFileException(file, "is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " can't be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    tensors.close();
  }
}
