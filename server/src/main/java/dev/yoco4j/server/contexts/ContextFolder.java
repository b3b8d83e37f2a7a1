package dev.yoco4j.server.contexts;

import dev.yoco4j.server.http.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Saved contexts in a folder: `ID.context` as `yoco context save` writes it, and `ID.json` with
/// its name.
record ContextFolder(Path path) {
  private static final String ENDING = ".context";

  void make() {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException(path + " can't be made: " + e.getMessage(), e);
    }
  }

  Path file(String id) {
    return path.resolve(id + ENDING);
  }

  void describe(HeldContext context) {
    String json =
        Json.text(
            Json.object()
                .put("name", context.name())
                .put("created", context.created().getEpochSecond()));
    try {
      Files.writeString(path.resolve(context.id() + ".json"), json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A name and a time for a file, its own where nobody described it.
  JsonNode description(Path file) {
    Path described = path.resolve(id(file) + ".json");
    try {
      return Files.exists(described)
          ? Json.parse(Files.readString(described))
          : Json.object()
              .put("name", id(file))
              .put("created", Files.getLastModifiedTime(file).toInstant().getEpochSecond());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String id(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(0, name.length() - ENDING.length());
  }

  List<Path> files() {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(path)) {
      return all.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void delete(String id) {
    try {
      boolean _ = Files.deleteIfExists(file(id));
      boolean _ = Files.deleteIfExists(path.resolve(id + ".json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Instant created(JsonNode description) {
    return Instant.ofEpochSecond(description.path("created").asLong(0));
  }
}
