package dev.yoco4j.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The files of a tokenizer in a model's folder.
record TokenizerFolder(Path folder) {
  private static final JsonMapper JSON = new JsonMapper();

  Path tokenizer() {
    return folder.resolve("tokenizer.json");
  }

  Path config() {
    return folder.resolve("tokenizer_config.json");
  }

  /// The configuration of a published YOCO model, which has no tokenizer file.
  Path officialParameters() {
    return folder.resolve("params.json");
  }

  /// Replaces both files; without a configuration, one that is there is deleted.
  void write(byte[] tokenizer, Optional<byte[]> config) {
    try {
      Files.createDirectories(folder);
      Files.write(tokenizer(), tokenizer);
      if (config.isPresent()) {
        Files.write(config(), config.get());
      } else {
        Files.deleteIfExists(config());
      }
    } catch (IOException e) {
      throw notSaved(e);
    }
  }

  void write(Map<String, ?> config) {
    try {
      Files.createDirectories(folder);
      Files.write(config(), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(config));
    } catch (IOException e) {
      throw notSaved(e);
    }
  }

  /// @throws CorruptTokenizerException if the file is missing or cannot be read
  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new CorruptTokenizerException(file, "there is no such file", e);
    } catch (IOException e) {
      throw new CorruptTokenizerException(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  /// @throws CorruptTokenizerException if the content is not a JSON object
  static JsonNode parse(Path file, byte[] content) {
    try {
      JsonNode root = JSON.readTree(content);
      if (!root.isObject()) {
        throw new CorruptTokenizerException(file, "is not a JSON object");
      }
      return root;
    } catch (JacksonException e) {
      String what = e.getOriginalMessage().replaceFirst(" \\(start marker at.*", "");
      throw new CorruptTokenizerException(
          file,
          "is not JSON, or not all of it: line %d: %s".formatted(e.getLocation().getLineNr(), what),
          e);
    }
  }

  private UncheckedIOException notSaved(IOException cause) {
    return new UncheckedIOException("tokenizer not saved into " + folder, cause);
  }
}
