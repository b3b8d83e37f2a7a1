package dev.yoco4j.text.chat;

import dev.yoco4j.text.CorruptTokenizerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A chat template in a model's folder.
///
/// @param path the file that holds it
/// @param source Jinja
record TemplateFile(Path path, String source) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MOST_BYTES =
      64 << 20; // of a JSON file, which holds more than a template

  /// Finds the template: in the first of chat_template.jinja, chat_template.json,
  /// tokenizer_config.json
  static Optional<TemplateFile> find(Path folder) {
    Path plain = folder.resolve("chat_template.jinja");
    if (Files.exists(plain)) {
      return Optional.of(new TemplateFile(plain, read(plain)));
    }
    return inJson(folder.resolve("chat_template.json"))
        .or(() -> inJson(folder.resolve("tokenizer_config.json")));
  }

  private static Optional<TemplateFile> inJson(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return template(file, JSON.readTree(read(file)).path("chat_template"));
    } catch (JacksonException e) {
      throw new CorruptTokenizerException(file, "is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static Optional<TemplateFile> template(Path file, JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    JsonNode found = value;
    for (JsonNode named : value.isArray() ? value : JSON.createArrayNode()) {
      if (named.path("name").asString("").equals("default")) {
        found = named.path("template");
      }
    }
    if (!found.isString()) {
      throw new CorruptTokenizerException(
          file, "chat_template must be a string, or a list with one named default");
    }
    return Optional.of(new TemplateFile(file, found.asString()));
  }

  private static String read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new CorruptTokenizerException(file, "is larger than 64 MiB");
      }
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CorruptTokenizerException(file, "cannot be read as UTF-8: " + e.getMessage(), e);
    }
  }
}
