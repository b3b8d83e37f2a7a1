package dev.yoco4j.inference.constraint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/// A document, in which schemas refer to each other.
///
/// @param root the whole
record SchemaSource(JsonNode root) {
  private static final int LONGEST_CHAIN = 100;

  /// Each is compared with each.
  private static final int MOST_BRANCHES = 256;

  /// What a place's `$ref` is about.
  SchemaPlace target(SchemaPlace place) {
    String reference = place.node().get("$ref").asString("");
    boolean within = reference.equals("#") || reference.startsWith("#/");
    JsonNode found = within ? at(reference.substring(1)) : root.path("");
    if (found.isMissingNode()) {
      throw place.refusal("'$ref' is '%s', which this document does not have".formatted(reference));
    }
    return new SchemaPlace(found, reference.substring(1));
  }

  private JsonNode at(String pointer) {
    return root.at(JsonPointer.compile(pointer));
  }

  /// Requires that no value fits two branches.
  void refuseOverlap(SchemaPlace place, List<SchemaPlace> branches) {
    if (branches.size() > MOST_BRANCHES) {
      throw place.refusal(
          "'oneOf' has more than %d branches; use 'anyOf' or 'enum'".formatted(MOST_BRANCHES));
    }
    for (int i = 0; i < branches.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (!exclude(resolved(branches.get(i)), resolved(branches.get(j)))) {
          throw place.refusal(
              "a value might fit branches %d and %d of 'oneOf'; use 'anyOf'".formatted(j, i));
        }
      }
    }
  }

  private boolean exclude(SchemaPlace one, SchemaPlace other) {
    Optional<List<JsonNode>> values = one.values();
    Optional<List<JsonNode>> others = other.values();
    if (values.isPresent() && others.isPresent()) {
      return Collections.disjoint(new HashSet<>(values.get()), others.get());
    }
    Set<String> types = types(one);
    types.retainAll(types(other));
    return types.isEmpty() || (types.equals(Set.of("object")) && tellApart(one, other));
  }

  /// Whether both must have a property of which they want different values.
  private boolean tellApart(SchemaPlace one, SchemaPlace other) {
    Set<String> names = one.required();
    names.retainAll(other.required());
    return names.stream()
        .anyMatch(name -> {
          SchemaPlace first = resolved(one.below("properties").below(name));
          SchemaPlace second = resolved(other.below("properties").below(name));
          return first.node().isObject()
              && second.node().isObject()
              && first.values().isPresent()
              && second.values().isPresent()
              && exclude(first, second);
        });
  }

  private static Set<String> types(SchemaPlace place) {
    boolean open = place.has("anyOf") || place.has("oneOf") || !place.node().isObject();
    List<String> named =
        open
            ? List.of("object", "array", "string", "number", "boolean", "null")
            : place
                .values()
                .map(values -> values.stream().map(SchemaPlace::typeOf).toList())
                .orElseGet(() -> new ArrayList<>(place.types()));
    Set<String> types = new HashSet<>(named);
    if (types.remove("integer")) {
      types.add("number");
    }
    return types;
  }

  private SchemaPlace resolved(SchemaPlace place) {
    SchemaPlace at = place;
    for (int i = 0; i < LONGEST_CHAIN && at.has("$ref"); i++) {
      at = target(at);
    }
    return at;
  }
}
