package dev.yoco4j.inference.constraint;

import dev.yoco4j.inference.constraint.StringText.Bounds;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// A schema within a document.
///
/// @param node the schema
/// @param path JSON pointer to it
record SchemaPlace(JsonNode node, String path) {
  /// Keywords that say something to readers and nothing about values.
  private static final Set<String> NOTES =
      Set.of(
          "$schema",
          "$id",
          "$comment",
          "$defs",
          "definitions",
          "title",
          "description",
          "default",
          "examples",
          "deprecated",
          "readOnly",
          "writeOnly");

  private static final Set<String> OBJECT =
      Set.of("properties", "required", "additionalProperties");
  private static final Set<String> ARRAY = Set.of("items", "minItems", "maxItems");
  private static final Set<String> STRING = Set.of("minLength", "maxLength");
  private static final Set<String> OTHERS =
      Set.of("type", "enum", "const", "anyOf", "oneOf", "$ref");
  private static final List<String> TYPES =
      List.of("object", "array", "string", "number", "boolean", "null");

  boolean has(String keyword) {
    return node.has(keyword);
  }

  SchemaPlace below(String keyword) {
    String escaped = keyword.replace("~", "~0").replace("/", "~1");
    return new SchemaPlace(node.path(keyword), path + "/" + escaped);
  }

  IllegalArgumentException refusal(String why) {
    return new IllegalArgumentException("JSON schema at #%s: %s".formatted(path, why));
  }

  /// Whether every value is allowed.
  boolean allowsAnything() {
    return node.isBoolean() ? node.booleanValue() : node.isObject() && keywords().isEmpty();
  }

  private Set<String> keywords() {
    Set<String> keywords = new LinkedHashSet<>(node.propertyNames());
    keywords.removeAll(NOTES);
    return keywords;
  }

  void refuseWhatIsUnknown() {
    if (!node.isObject()) {
      throw refusal(node.isBoolean() ? "no value is allowed" : "a schema must be an object");
    }
    for (String keyword : keywords()) {
      boolean known = Stream.of(OBJECT, ARRAY, STRING, OTHERS).anyMatch(s -> s.contains(keyword));
      if (!known) {
        throw refusal("'%s' cannot be honoured".formatted(keyword));
      }
    }
  }

  void refuseBeside(String keyword, Set<String> allowed) {
    for (String other : keywords()) {
      if (!other.equals(keyword) && !allowed.contains(other)) {
        throw refusal("'%s' beside '%s' cannot be honoured".formatted(other, keyword));
      }
    }
  }

  List<SchemaPlace> branches(String keyword) {
    SchemaPlace list = below(keyword);
    if (!list.node().isArray() || list.node().isEmpty()) {
      throw refusal("'%s' must be a list of at least one schema".formatted(keyword));
    }
    List<SchemaPlace> branches = new ArrayList<>();
    for (int i = 0; i < list.node().size(); i++) {
      branches.add(new SchemaPlace(list.node().get(i), list.path() + "/" + i));
    }
    return branches;
  }

  /// The values of `const` or `enum` that the type allows.
  Optional<List<JsonNode>> values() {
    if (!has("const") && !has("enum")) {
      return Optional.empty();
    }
    String keyword = has("const") ? "const" : "enum";
    refuseBeside(keyword, Set.of("type"));
    List<JsonNode> values = new ArrayList<>();
    if (has("const")) {
      values.add(node.get("const"));
    } else if (node.get("enum").isArray()) {
      node.get("enum").forEach(values::add);
    } else {
      throw refusal("'enum' must be a list");
    }
    Set<String> types = has("type") ? types() : Set.of();
    values.removeIf(value -> has("type") && !fits(value, types));
    return Optional.of(values);
  }

  private static boolean fits(JsonNode value, Set<String> types) {
    return types.contains(typeOf(value)) || (types.contains("integer") && value.isIntegralNumber());
  }

  static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT, POJO -> "object";
      case ARRAY -> "array";
      case STRING, BINARY -> "string";
      case NUMBER -> "number";
      case BOOLEAN -> "boolean";
      case NULL, MISSING -> "null";
    };
  }

  /// The types of `type`, or those that the other keywords are about.
  Set<String> types() {
    JsonNode type = node.path("type");
    Set<String> types = new LinkedHashSet<>();
    if (type.isString()) {
      types.add(type.stringValue());
    } else if (type.isArray() && !type.isEmpty()) {
      type.forEach(one -> types.add(one.isString() ? one.stringValue() : one.toString()));
    } else if (has("type")) {
      throw refusal("'type' must be a name or a list of names");
    } else {
      types.addAll(typesOfKeywords());
    }
    return types;
  }

  private List<String> typesOfKeywords() {
    for (String keyword : keywords()) {
      if (OBJECT.contains(keyword)) {
        return List.of("object");
      }
      if (ARRAY.contains(keyword)) {
        return List.of("array");
      }
      if (STRING.contains(keyword)) {
        return List.of("string");
      }
    }
    return TYPES;
  }

  List<String> propertyNames() {
    if (has("properties") && !node.get("properties").isObject()) {
      throw refusal("'properties' must be an object");
    }
    return List.copyOf(node.path("properties").propertyNames());
  }

  /// Names that must be there; the caller's.
  Set<String> required() {
    Set<String> names = new LinkedHashSet<>();
    if (has("required") && !node.get("required").isArray()) {
      throw refusal("'required' must be a list of names");
    }
    for (JsonNode name : node.path("required")) {
      if (!name.isString()) {
        throw refusal("'required' must be a list of names");
      }
      names.add(name.stringValue());
    }
    return names;
  }

  Bounds bounds(String least, String most) {
    int low = has(least) ? count(least) : 0;
    int high = has(most) ? count(most) : Bounds.UNBOUNDED;
    if (low > high) {
      throw refusal("'%s' is %d and '%s' is %d".formatted(least, low, most, high));
    }
    return new Bounds(low, high);
  }

  private int count(String keyword) {
    JsonNode count = node.get(keyword);
    if (!count.canConvertToInt() || !count.isIntegralNumber() || count.intValue() < 0) {
      throw refusal("'%s' must be a whole number of at least 0".formatted(keyword));
    }
    return count.intValue();
  }
}
