package dev.yoco4j.inference.context;

import dev.yoco4j.model.past.PastSlot;
import dev.yoco4j.model.weights.JsonFields;
import dev.yoco4j.model.weights.ModelFingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The fields of a saved context's header.
final class ContextHeaderJson {
  private static final String PLACE = "header";

  private ContextHeaderJson() {}

  static ObjectNode write(ContextHeader header) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("version", header.version());
    json.putObject("model")
        .put("fingerprint", header.model().fingerprint().hex())
        .put("type", header.model().type())
        .put("parameters", header.model().parameters())
        .put("dtype", header.model().dtype())
        .put("weights", header.model().weights());
    json.put("key_value_dtype", header.keyValueDtype());
    json.put("positions", header.positions()).put("tokens", header.tokens());
    ArrayNode slots = json.putArray("slots");
    header.slots().forEach(slot -> slots.add(write(slot)));
    return json;
  }

  private static ObjectNode write(PastSlot slot) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    return switch (slot) {
      case PastSlot.Retention retention ->
          json.put("kind", "retention")
              .put("heads", retention.heads())
              .put("key_width", retention.keyWidth())
              .put("value_width", retention.valueWidth());
      case PastSlot.Window window ->
          json.put("kind", "window")
              .put("heads", window.heads())
              .put("head_width", window.headWidth())
              .put("window", window.window());
      case PastSlot.Global global ->
          json.put("kind", "global")
              .put("heads", global.heads())
              .put("head_width", global.headWidth());
    };
  }

  /// Reads a header.
  ///
  /// @throws IllegalArgumentException naming the field that is missing, unknown or out of bounds
  static ContextHeader read(ObjectNode content) {
    JsonFields json = new JsonFields(PLACE, content);
    String version = string(json, "version");
    ContextModel model = model(required(json, "model", json.object("model")));
    String dtype = string(json, "key_value_dtype");
    long positions = natural(json, "positions");
    long tokens = natural(json, "tokens");
    List<PastSlot> slots = slots(json, required(json, "slots", json.field("slots")));
    json.refuseUnknown();
    if (positions > tokens) {
      throw json.error("positions", "are " + positions + ", more than the " + tokens + " tokens");
    }
    return new ContextHeader(version, model, dtype, positions, tokens, slots);
  }

  private static ContextModel model(JsonFields json) {
    String hex = string(json, "fingerprint");
    ModelFingerprint fingerprint;
    try {
      fingerprint = new ModelFingerprint(hex);
    } catch (IllegalArgumentException e) {
      throw json.error("fingerprint", "is wrong: " + e.getMessage());
    }
    return new ContextModel(
        fingerprint,
        string(json, "type"),
        natural(json, "parameters"),
        string(json, "dtype"),
        string(json, "weights"));
  }

  private static List<PastSlot> slots(JsonFields json, JsonNode array) {
    if (!array.isArray()) {
      throw json.error("slots", "must be an array");
    }
    List<PastSlot> slots = new ArrayList<>();
    for (JsonNode slot : array) {
      JsonFields fields = new JsonFields(PLACE + ": slot " + slots.size(), slot);
      slots.add(slot(fields));
      fields.refuseUnknown();
    }
    return slots;
  }

  private static PastSlot slot(JsonFields json) {
    String kind = string(json, "kind");
    return switch (kind) {
      case "retention" ->
          new PastSlot.Retention(
              size(json, "heads"), size(json, "key_width"), size(json, "value_width"));
      case "window" ->
          new PastSlot.Window(size(json, "heads"), size(json, "head_width"), size(json, "window"));
      case "global" -> new PastSlot.Global(size(json, "heads"), size(json, "head_width"));
      default -> throw json.error("kind", "must be retention, window or global, was " + kind);
    };
  }

  private static int size(JsonFields json, String name) {
    int size = json.requiredInteger(name);
    if (size < 1) {
      throw json.error(name, "must be at least 1, was " + size);
    }
    return size;
  }

  private static long natural(JsonFields json, String name) {
    long value = required(json, name, json.wideInteger(name));
    if (value < 0) {
      throw json.error(name, "must be at least 0, was " + value);
    }
    return value;
  }

  private static String string(JsonFields json, String name) {
    return required(json, name, json.string(name));
  }

  private static <T> T required(JsonFields json, String name, Optional<T> value) {
    return value.orElseThrow(() -> json.error(name, "is missing"));
  }
}
