package dev.yoco4j.torch.safetensors;

import dev.yoco4j.torch.AtomicFiles;
import dev.yoco4j.torch.CorruptFileException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;

/// Which file of a folder holds which tensor: `model.safetensors.index.json`.
///
/// @param shardOf the file name by tensor name
record ShardIndex(SortedMap<String, String> shardOf) {
  static final String FILE_NAME = "model.safetensors.index.json";

  /// A name that cannot lead out of the folder, on any system.
  private static final Pattern SAFE_NAME = Pattern.compile("[\\w-][\\w.-]*\\.safetensors");

  private static final String WEIGHT_MAP = "weight_map";

  static ShardIndex read(Path file) {
    SortedMap<String, String> shardOf = new TreeMap<>();
    boolean[] found = {false};
    JsonWalk.object(
        file,
        "index",
        bytes(file),
        (walk, field) -> {
          if (field.equals(WEIGHT_MAP)) {
            found[0] = true;
            walk.object(name -> shardOf.put(name, shardName(walk)));
          } else {
            walk.skip(); // total_size is often wrong in the wild, and nothing needs it
          }
        });
    if (!found[0]) {
      throw new CorruptFileException(file, "there is no " + WEIGHT_MAP);
    }
    return new ShardIndex(shardOf);
  }

  void write(Path file, long totalBytes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(new Indented(), bytes)) {
      json.writeStartObject();
      json.writeName("metadata").writeStartObject();
      json.writeNumberProperty("total_size", totalBytes).writeEndObject();
      json.writeName(WEIGHT_MAP).writeStartObject();
      shardOf.forEach(json::writeStringProperty);
      json.writeEndObject().writeEndObject();
    }
    bytes.write('\n');
    AtomicFiles.replace(file, bytes.toByteArray());
  }

  private static byte[] bytes(Path file) {
    try {
      long size = Files.size(file);
      if (size > SafetensorsHeader.MAX_BYTES) {
        throw new CorruptFileException(file, "an index of " + size + " bytes");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static String shardName(JsonWalk walk) {
    String name = walk.string();
    if (!SAFE_NAME.matcher(name).matches()) {
      throw walk.corrupt("'" + name + "' is not the name of a safetensors file in the folder");
    }
    return name;
  }

  /// Two spaces a level, as Python's `json.dump(..., indent=2)`.
  private static final class Indented extends ObjectWriteContext.Base {
    @Override
    public DefaultPrettyPrinter getPrettyPrinter() {
      return new DefaultPrettyPrinter(
              Separators.createDefaultInstance()
                  .withObjectNameValueSpacing(Separators.Spacing.AFTER))
          .withObjectIndenter(new DefaultIndenter("  ", "\n"));
    }
  }
}
