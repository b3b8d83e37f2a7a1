package dev.yoco4j.cli;

import dev.yoco4j.model.weights.RunFolder;
import dev.yoco4j.torch.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The dtype that a model folder's `config.json` states, for who does not want to open the weights.
final class StatedPrecision {
  private StatedPrecision() {}

  /// bfloat16 if it says so, float32 if it says anything else, as loading does.
  ///
  /// @param folder a model folder that could be read, or the folder of a training run
  /// @return empty if it says nothing
  static Optional<Precision> of(Path folder) {
    var checkpoints = RunFolder.checkpoints(folder);
    Path resolved = checkpoints.isEmpty() ? folder : checkpoints.getLast().folder();
    Path file = resolved.resolve("config.json");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode config = new JsonMapper().readTree(Files.readString(file));
      return Stream.of("dtype", "torch_dtype")
          .map(config::path)
          .filter(JsonNode::isString)
          .map(JsonNode::asString)
          .findFirst()
          .map(label -> label.endsWith("bfloat16") ? Precision.BFLOAT16 : Precision.FLOAT32);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " can't be read: " + e.getMessage(), e);
    }
  }
}
