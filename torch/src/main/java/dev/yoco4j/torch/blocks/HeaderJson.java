package dev.yoco4j.torch.blocks;

import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.TensorMemory;
import dev.yoco4j.torch.safetensors.DType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The header of a block file: `{"content": {...}, "tensors": [...]}`.
///
/// Every field must be there and none besides. Offsets follow from dtypes and shapes; they are
/// written for other readers, and must be what they follow to be.
///
/// @param content the caller's part
/// @param entries the tensors in the order of the file
record HeaderJson(ObjectNode content, List<BlockEntry> entries) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  static byte[] write(ObjectNode content, List<BlockEntry> entries) {
    ObjectNode header = JSON.createObjectNode();
    header.set("content", content);
    ArrayNode tensors = header.putArray("tensors");
    for (BlockEntry entry : entries) {
      ObjectNode tensor = tensors.addObject();
      tensor.put("name", entry.name()).put("dtype", entry.dtype().name());
      ArrayNode shape = tensor.putArray("shape");
      entry.shape().forEach(shape::add);
      tensor.put("offset", entry.offset()).put("bytes", entry.bytes());
    }
    return JSON.writeValueAsBytes(header);
  }

  static HeaderJson read(Path file, byte[] utf8) {
    try {
      JsonNode header = JSON.readTree(decoded(file, utf8));
      requireFields(file, "the header", header, "content", "tensors");
      if (!(header.get("content") instanceof ObjectNode content)
          || !(header.get("tensors") instanceof ArrayNode tensors)) {
        throw corrupt(file, "content is no object or tensors no array");
      }
      return new HeaderJson(content, entries(file, tensors));
    } catch (JacksonException e) {
      throw new CorruptFileException(file, "header is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static String decoded(Path file, byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new CorruptFileException(file, "header is not UTF-8", e);
    }
  }

  private static List<BlockEntry> entries(Path file, ArrayNode tensors) {
    List<BlockEntry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonNode tensor : tensors) {
      BlockEntry entry = entry(file, entries, tensor);
      if (!names.add(entry.name())) {
        throw corrupt(file, "tensor '" + entry.name() + "' is there twice");
      }
      entries.add(entry);
    }
    return entries;
  }

  private static BlockEntry entry(Path file, List<BlockEntry> before, JsonNode tensor) {
    String place = "tensor " + before.size();
    requireFields(file, place, tensor, "name", "dtype", "shape", "offset", "bytes");
    if (!tensor.get("name").isString()) {
      throw corrupt(file, place + " has a name that is no string");
    }
    String named = "tensor '" + tensor.get("name").stringValue() + "'";
    DType dtype = dtype(file, named, tensor.get("dtype"));
    List<Long> shape = shape(file, named, tensor.get("shape"));
    BlockEntry entry;
    try {
      entry = BlockEntry.after(before, tensor.get("name").stringValue(), dtype, shape);
    } catch (ArithmeticException e) {
      throw new CorruptFileException(
          file, "header: %s of shape %s overflows".formatted(named, shape), e);
    }
    long offset = natural(file, named + ": offset", tensor.get("offset"));
    long bytes = natural(file, named + ": bytes", tensor.get("bytes"));
    if (offset != entry.offset() || bytes != entry.bytes()) {
      throw corrupt(
          file,
          "%s has %d bytes at %d, but must have %d at %d"
              .formatted(named, bytes, offset, entry.bytes(), entry.offset()));
    }
    return entry;
  }

  private static DType dtype(Path file, String named, JsonNode dtype) {
    return Arrays.stream(DType.values())
        .filter(known -> dtype.isString() && known.name().equals(dtype.stringValue()))
        .findFirst()
        .orElseThrow(() -> corrupt(file, named + " has the unknown dtype " + dtype));
  }

  private static List<Long> shape(Path file, String named, JsonNode sizes) {
    if (!sizes.isArray() || sizes.size() > TensorMemory.MAX_DIMENSIONS) {
      throw corrupt(file, named + " has the shape " + sizes);
    }
    List<Long> shape = new ArrayList<>();
    for (JsonNode size : sizes) {
      shape.add(natural(file, named + ": a size", size));
    }
    return shape;
  }

  private static long natural(Path file, String what, JsonNode node) {
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
      throw corrupt(file, what + " must be an integer from 0 to 2^63-1, was " + node);
    }
    return node.longValue();
  }

  private static void requireFields(Path file, String place, JsonNode node, String... fields) {
    if (!node.isObject() || !Set.copyOf(node.propertyNames()).equals(Set.of(fields))) {
      throw corrupt(file, place + " must be an object of " + String.join(", ", fields));
    }
  }

  private static CorruptFileException corrupt(Path file, String what) {
    return new CorruptFileException(file, "header: " + what);
  }
}
