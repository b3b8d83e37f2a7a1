package dev.yoco4j.inference.constraint;

import dev.yoco4j.inference.constraint.Goal.Rule;
import dev.yoco4j.inference.constraint.StringText.Bounds;
import java.util.ArrayList;
import java.util.List;

/// The elements of a JSON array from one on, and its end.
///
/// @param shape of the array
/// @param count elements written, not counted beyond what the bounds need
record Elements(Shape shape, int count) implements Rule {
  /// A JSON array; equal to itself only, so that shapes may contain themselves.
  static final class Shape {
    private final Goal element;
    private final Bounds bounds;

    Shape(Goal element, Bounds bounds) {
      this.element = element;
      this.bounds = bounds;
    }

    /// The whole array.
    List<Goal> goals() {
      return List.of(Literal.of("["), Space.ANY, new Elements(this, 0));
    }
  }

  @Override
  public List<List<Goal>> alternatives() {
    List<List<Goal>> alternatives = new ArrayList<>();
    if (count >= shape.bounds.least()) {
      alternatives.add(List.of(Literal.of("]")));
    }
    if (shape.bounds.allowMoreThan(count)) {
      Goal next = new Elements(shape, shape.bounds.next(count));
      alternatives.add(
          count == 0
              ? List.of(shape.element, Space.ANY, next)
              : List.of(Literal.of(","), Space.ANY, shape.element, Space.ANY, next));
    }
    return alternatives;
  }
}
