package dev.yoco4j.model.weights;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The fields of one JSON object, read by name; what was never asked for is an unknown key.
///
/// Messages name the place: `config.json: cross_decoder_attn.num_heads must be an integer, was
/// "8"`.
public final class JsonFields {
  private static final int LONGEST = 100;

  private final String place;
  private final String prefix;
  private final JsonNode object;
  private final Set<String> known = new LinkedHashSet<>();
  private final Set<String> ignored = new HashSet<>();
  private final List<JsonFields> children = new ArrayList<>();

  /// Begins reading an object.
  ///
  /// @param place the file's name, for messages
  /// @param object the object
  /// @throws IllegalArgumentException if it is not an object
  public JsonFields(String place, JsonNode object) {
    this(place, "", object);
  }

  private JsonFields(String place, String prefix, JsonNode object) {
    this.place = place;
    this.prefix = prefix;
    this.object = object;
    if (!object.isObject()) {
      throw new IllegalArgumentException(
          place
              + ": "
              + (prefix.isEmpty() ? "content" : prefix.substring(0, prefix.length() - 1))
              + " must be a JSON object, was "
              + (object.isMissingNode() ? "empty" : shortened(object)));
    }
  }

  /// An integer.
  ///
  /// @param name the key
  /// @return its value, or empty if absent or null
  public Optional<Integer> integer(String name) {
    return field(name)
        .map(node -> {
          if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw wrong(name, "an integer", node);
          }
          return node.intValue();
        });
  }

  /// An integer of 64 bits.
  ///
  /// @param name the key
  /// @return its value, or empty if absent or null
  public Optional<Long> wideInteger(String name) {
    return field(name)
        .map(node -> {
          if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw wrong(name, "an integer", node);
          }
          return node.longValue();
        });
  }

  /// An integer that must be there.
  ///
  /// @param name the key
  /// @return its value
  public int requiredInteger(String name) {
    return integer(name).orElseThrow(() -> missing(name));
  }

  /// A number.
  ///
  /// @param name the key
  /// @return its value, or empty if absent or null
  public Optional<Double> number(String name) {
    return field(name)
        .map(node -> {
          if (!node.isNumber()) {
            throw wrong(name, "a number", node);
          }
          return node.doubleValue();
        });
  }

  /// True or false.
  ///
  /// @param name the key
  /// @return its value, or empty if absent or null
  public Optional<Boolean> bool(String name) {
    return field(name)
        .map(node -> {
          if (!node.isBoolean()) {
            throw wrong(name, "true or false", node);
          }
          return node.booleanValue();
        });
  }

  /// A string.
  ///
  /// @param name the key
  /// @return its value, or empty if absent or null
  public Optional<String> string(String name) {
    return field(name)
        .map(node -> {
          if (!node.isString()) {
            throw wrong(name, "a string", node);
          }
          return node.stringValue();
        });
  }

  /// A nested object.
  ///
  /// @param name the key
  /// @return its fields, or empty if absent or null
  public Optional<JsonFields> object(String name) {
    return field(name)
        .map(node -> {
          JsonFields child = new JsonFields(place, prefix + name + ".", node);
          children.add(child);
          return child;
        });
  }

  /// Anything.
  ///
  /// @param name the key
  /// @return its node, or empty if absent or null
  public Optional<JsonNode> field(String name) {
    known.add(name);
    JsonNode node = object.get(name);
    return node == null || node.isNull() ? Optional.empty() : Optional.of(node);
  }

  /// Accepts keys that mean nothing here.
  ///
  /// @param names keys
  public void ignore(Iterable<String> names) {
    names.forEach(ignored::add);
  }

  /// Requires every key to have been asked for.
  ///
  /// @throws IllegalArgumentException naming all that were not, and those that would have been
  public void refuseUnknown() {
    List<String> unknown = new ArrayList<>();
    List<String> wanted = new ArrayList<>();
    collectUnknown(unknown, wanted);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          place
              + ": unknown key "
              + String.join(", ", unknown)
              + "; known are "
              + String.join(", ", wanted));
    }
  }

  /// Adds the unknown keys of this object and those in it, and the known keys of objects that have
  /// unknown ones.
  private void collectUnknown(List<String> unknown, List<String> wanted) {
    int before = unknown.size();
    for (String name : object.propertyNames()) {
      if (!known.contains(name) && !ignored.contains(name)) {
        unknown.add(prefix + name);
      }
    }
    if (unknown.size() > before) {
      known.forEach(name -> wanted.add(prefix + name));
    }
    children.forEach(child -> child.collectUnknown(unknown, wanted));
  }

  /// An error about one field.
  ///
  /// @param name the key
  /// @param what the rest of the sentence
  /// @return the exception, to be thrown
  public IllegalArgumentException error(String name, String what) {
    return new IllegalArgumentException(place + ": " + prefix + name + " " + what);
  }

  private IllegalArgumentException wrong(String name, String type, JsonNode was) {
    return error(name, "must be " + type + ", was " + shortened(was));
  }

  private static String shortened(JsonNode node) {
    String text = node.toString();
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }

  private IllegalArgumentException missing(String name) {
    return error(name, "is missing");
  }
}
