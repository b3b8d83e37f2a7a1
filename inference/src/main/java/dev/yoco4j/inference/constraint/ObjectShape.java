package dev.yoco4j.inference.constraint;

import dev.yoco4j.inference.constraint.Goal.Rule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A JSON object; equal to itself only, so that shapes may contain themselves.
final class ObjectShape {
  /// A declared property.
  ///
  /// @param name as it is
  /// @param literal with quotes and escapes
  /// @param value what it must be
  /// @param required whether it must be there
  record Property(String name, Literal literal, Goal value, boolean required) {}

  private final List<Property> properties;
  private final Optional<Goal> additional;
  private final Set<String> taken;

  /// @param properties in the order in which they come
  /// @param additional what others must be, or nothing if there must be none
  ObjectShape(List<Property> properties, Optional<Goal> additional) {
    this.properties = List.copyOf(properties);
    this.additional = additional;
    taken =
        properties.stream()
            .map(p ->
                new String(p.name().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
            .collect(Collectors.toUnmodifiableSet());
  }

  boolean isTaken(String bytes) {
    return taken.contains(bytes);
  }

  boolean mayBecomeTaken(String bytes) {
    return taken.stream().anyMatch(name -> name.startsWith(bytes));
  }

  /// The whole object.
  List<Goal> goals() {
    return List.of(Literal.of("{"), Space.ANY, new Members(this, 0, false));
  }

  private List<List<Goal>> members(int at, boolean some) {
    List<List<Goal>> alternatives = new ArrayList<>();
    if (at < properties.size()) {
      Property property = properties.get(at);
      alternatives.add(member(property.literal(), property.value(), at + 1, some));
      if (!property.required()) {
        alternatives.add(List.of(new Members(this, at + 1, some)));
      }
      return alternatives;
    }
    alternatives.add(List.of(Literal.of("}")));
    Goal name = taken.isEmpty() ? StringText.of(StringText.Bounds.NONE) : NameText.of(this);
    additional.ifPresent(value -> alternatives.add(member(name, value, at, some)));
    return alternatives;
  }

  private List<Goal> member(Goal name, Goal value, int next, boolean some) {
    List<Goal> goals = new ArrayList<>();
    if (some) {
      goals.add(Literal.of(","));
      goals.add(Space.ANY);
    }
    goals.addAll(
        List.of(name, Literal.of(":"), Space.ANY, value, Space.ANY, new Members(this, next, true)));
    return goals;
  }

  /// The members from one on, and the end of the object.
  ///
  /// @param shape of the object
  /// @param at the declared property that is next
  /// @param some whether members were written
  record Members(ObjectShape shape, int at, boolean some) implements Rule {
    @Override
    public List<List<Goal>> alternatives() {
      return shape.members(at, some);
    }
  }
}
