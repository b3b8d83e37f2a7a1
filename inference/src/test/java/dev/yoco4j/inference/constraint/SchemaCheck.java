package dev.yoco4j.inference.constraint;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON Schema's definition of valid, for the keywords that are compiled: on documents, where the
/// automaton works on bytes.
public final class SchemaCheck {
  static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final JsonNode root;

  private SchemaCheck(JsonNode root) {
    this.root = root;
  }

  /// Whether a text is JSON, one value and no more, that the schema allows.
  public static boolean allows(String schema, String text) {
    JsonNode root = MAPPER.readTree(schema);
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    try (var parser = MAPPER.createParser(utf8)) {
      JsonNode value = MAPPER.readTree(parser);
      boolean whole = parser.nextToken() == null;
      return whole && new SchemaCheck(root).valid(root, value);
    } catch (JacksonException e) {
      return false;
    }
  }

  private boolean valid(JsonNode schema, JsonNode value) {
    if (schema.isBoolean()) {
      return schema.booleanValue();
    }
    if (schema.has("$ref")) {
      return valid(root.at(schema.get("$ref").stringValue().substring(1)), value);
    }
    long matches = elements(schema.path("oneOf")).filter(s -> valid(s, value)).count();
    return (!schema.has("oneOf") || matches == 1)
        && (!schema.has("anyOf") || elements(schema.get("anyOf")).anyMatch(s -> valid(s, value)))
        && (!schema.has("const") || schema.get("const").equals(value))
        && (!schema.has("enum") || elements(schema.get("enum")).anyMatch(value::equals))
        && typed(schema, value)
        && inside(schema, value);
  }

  private static Stream<JsonNode> elements(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  private static boolean typed(JsonNode schema, JsonNode value) {
    if (!schema.has("type")) {
      return true;
    }
    JsonNode type = schema.get("type");
    Set<String> types = new HashSet<>();
    if (type.isString()) {
      types.add(type.stringValue());
    } else {
      type.forEach(one -> types.add(one.stringValue()));
    }
    return types.contains(SchemaPlace.typeOf(value))
        || (types.contains("integer") && value.isIntegralNumber());
  }

  private boolean inside(JsonNode schema, JsonNode value) {
    if (value.isString()) {
      String text = value.stringValue();
      return within(schema, "minLength", "maxLength", text.codePointCount(0, text.length()));
    }
    if (value.isArray()) {
      return within(schema, "minItems", "maxItems", value.size())
          && (!schema.has("items")
              || elements(value).allMatch(one -> valid(schema.get("items"), one)));
    }
    return !value.isObject() || members(schema, value);
  }

  private static boolean within(JsonNode schema, String least, String most, int count) {
    return count >= schema.path(least).asInt(0)
        && count <= schema.path(most).asInt(Integer.MAX_VALUE);
  }

  private boolean members(JsonNode schema, JsonNode value) {
    boolean all = elements(schema.path("required")).allMatch(name -> value.has(name.stringValue()));
    return all
        && value.properties().stream()
            .allMatch(member -> {
              JsonNode own = schema.path("properties").path(member.getKey());
              JsonNode other = schema.path("additionalProperties");
              JsonNode wanted = own.isMissingNode() ? other : own;
              return wanted.isMissingNode() || valid(wanted, member.getValue());
            });
  }
}
