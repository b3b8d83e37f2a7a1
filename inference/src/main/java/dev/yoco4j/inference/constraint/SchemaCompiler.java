package dev.yoco4j.inference.constraint;

import dev.yoco4j.inference.constraint.StringText.Bounds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Makes forms of JSON Schemas.
///
/// What is not understood is refused: a schema that was honoured in part would be a promise that is
/// broken when it matters. So is what takes long to read: schemas come from anyone.
final class SchemaCompiler {
  private static final int LONGEST = 256 << 10;
  private static final int MOST_REFERENCES = 500;
  private static final int DEEPEST = 500;
  private static final JsonMapper MAPPER = new JsonMapper();

  private final SchemaSource source;
  private final Map<String, Reference> references = new HashMap<>();
  private int depth;

  private SchemaCompiler(SchemaSource source) {
    this.source = source;
  }

  /// Compiles a document.
  ///
  /// @throws IllegalArgumentException if it is no schema, or has keywords that are not understood
  static Goal compile(String document) {
    if (document.length() > LONGEST) {
      throw new IllegalArgumentException(
          "the JSON schema must have at most %d characters, had %d"
              .formatted(LONGEST, document.length()));
    }
    JsonNode root;
    try {
      root = MAPPER.readTree(document);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("the JSON schema is not JSON: " + e.getOriginalMessage());
    }
    SchemaCompiler compiler = new SchemaCompiler(new SchemaSource(root));
    Goal form = compiler.form(new SchemaPlace(root, ""));
    compiler.references.forEach((pointer, reference) -> {
      if (reference.leadsToItself()) {
        throw new IllegalArgumentException(
            "JSON schema at #%s: refers to itself before any text is written".formatted(pointer));
      }
    });
    return form;
  }

  private Goal form(SchemaPlace place) {
    if (depth == DEEPEST) {
      throw place.refusal("schemas are nested more than %d deep".formatted(DEEPEST));
    }
    depth++;
    Goal form = formHere(place);
    depth--;
    return form;
  }

  private Goal formHere(SchemaPlace place) {
    if (place.allowsAnything()) {
      return JsonForms.any();
    }
    place.refuseWhatIsUnknown();
    if (place.has("$ref")) {
      place.refuseBeside("$ref", Set.of());
      return reference(place);
    }
    for (String keyword : List.of("anyOf", "oneOf")) {
      if (place.has(keyword)) {
        return choice(place, keyword);
      }
    }
    return place.values().map(values -> values(place, values)).orElseGet(() -> typed(place));
  }

  private Goal reference(SchemaPlace place) {
    SchemaPlace target = source.target(place);
    Reference known = references.get(target.path());
    if (known == null) {
      if (references.size() == MOST_REFERENCES) {
        throw place.refusal("more than %d schemas are referred to".formatted(MOST_REFERENCES));
      }
      known = new Reference();
      references.put(target.path(), known);
      known.define(form(target));
    }
    return known;
  }

  private Goal choice(SchemaPlace place, String keyword) {
    place.refuseBeside(keyword, Set.of());
    List<SchemaPlace> branches = place.branches(keyword);
    if (keyword.equals("oneOf")) {
      source.refuseOverlap(place, branches);
    }
    List<List<Goal>> alternatives = new ArrayList<>();
    branches.forEach(branch -> alternatives.add(List.of(form(branch))));
    return new Choice(alternatives);
  }

  private static Goal values(SchemaPlace place, List<JsonNode> values) {
    List<List<Goal>> alternatives = new ArrayList<>();
    for (JsonNode value : values) {
      alternatives.add(List.of(Literal.of(MAPPER.writeValueAsString(value))));
    }
    if (alternatives.isEmpty()) {
      throw place.refusal("no value is left that its type allows");
    }
    return new Choice(alternatives);
  }

  private Goal typed(SchemaPlace place) {
    List<List<Goal>> alternatives = new ArrayList<>();
    Set<String> types = new LinkedHashSet<>(place.types());
    for (String type : types) {
      switch (type) {
        case "object" -> alternatives.add(object(place).goals());
        case "array" -> alternatives.add(array(place).goals());
        case "string" ->
            alternatives.add(List.of(StringText.of(place.bounds("minLength", "maxLength"))));
        case "number" -> alternatives.add(List.of(NumberText.number()));
        case "integer" -> {
          if (!types.contains("number")) {
            alternatives.add(List.of(NumberText.integer()));
          }
        }
        case "boolean" -> {
          alternatives.add(List.of(Literal.of("true")));
          alternatives.add(List.of(Literal.of("false")));
        }
        case "null" -> alternatives.add(List.of(Literal.of("null")));
        default -> throw place.refusal("there is no type '%s'".formatted(type));
      }
    }
    return new Choice(alternatives);
  }

  private Elements.Shape array(SchemaPlace place) {
    Bounds bounds = place.bounds("minItems", "maxItems");
    Goal element = place.has("items") ? form(place.below("items")) : JsonForms.any();
    return new Elements.Shape(element, bounds);
  }

  private ObjectShape object(SchemaPlace place) {
    Optional<Goal> additional = additional(place);
    Set<String> required = place.required();
    List<ObjectShape.Property> properties = new ArrayList<>();
    for (String name : place.propertyNames()) {
      Goal value = form(place.below("properties").below(name));
      properties.add(property(name, value, required.remove(name)));
    }
    for (String name : required) {
      Goal value =
          additional.orElseThrow(
              () -> place.refusal("'required' names '%s', which is no property".formatted(name)));
      properties.add(property(name, value, true));
    }
    return new ObjectShape(properties, additional);
  }

  private static ObjectShape.Property property(String name, Goal value, boolean required) {
    Literal literal = Literal.of(MAPPER.writeValueAsString(name));
    return new ObjectShape.Property(name, literal, value, required);
  }

  private Optional<Goal> additional(SchemaPlace place) {
    if (!place.has("additionalProperties")) {
      return place.has("properties") ? Optional.empty() : Optional.of(JsonForms.any());
    }
    SchemaPlace below = place.below("additionalProperties");
    return below.node().isBoolean() && !below.node().booleanValue()
        ? Optional.empty()
        : Optional.of(form(below));
  }
}
