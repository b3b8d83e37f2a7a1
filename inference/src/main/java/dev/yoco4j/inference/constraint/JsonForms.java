package dev.yoco4j.inference.constraint;

import dev.yoco4j.inference.constraint.StringText.Bounds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// JSON without a schema.
final class JsonForms {
  /// Levels of objects and arrays within each other where no schema says otherwise.
  private static final int DEPTH = 16;

  private static final Goal ANY = any(DEPTH);

  private JsonForms() {}

  /// Any value.
  static Goal any() {
    return ANY;
  }

  /// Any object.
  static Goal object() {
    return new Choice(List.of(anyObject(any(DEPTH - 1))));
  }

  private static List<Goal> anyObject(Goal value) {
    return new ObjectShape(List.of(), Optional.of(value)).goals();
  }

  private static Goal any(int depth) {
    List<List<Goal>> alternatives = new ArrayList<>();
    alternatives.add(List.of(StringText.of(Bounds.NONE)));
    alternatives.add(List.of(NumberText.number()));
    for (String word : List.of("true", "false", "null")) {
      alternatives.add(List.of(Literal.of(word)));
    }
    if (depth > 0) {
      Goal below = any(depth - 1);
      alternatives.add(anyObject(below));
      alternatives.add(new Elements.Shape(below, Bounds.NONE).goals());
    }
    return new Choice(alternatives);
  }
}
