package dev.yoco4j.inference.constraint;

import dev.yoco4j.inference.constraint.Goal.Rule;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A form that is known by name before it is known: forms may contain themselves.
final class Reference implements Rule {
  private List<List<Goal>> alternatives = List.of();

  void define(Goal form) {
    alternatives = List.of(List.of(form));
  }

  @Override
  public List<List<Goal>> alternatives() {
    return alternatives;
  }

  /// Whether it comes to itself before anything is written.
  boolean leadsToItself() {
    Set<Goal> seen = new HashSet<>();
    Deque<Goal> pending = new ArrayDeque<>(alternatives.stream().map(List::getFirst).toList());
    while (!pending.isEmpty()) {
      Goal first = pending.removeFirst();
      if (first == this) {
        return true;
      }
      if (seen.add(first) && (first instanceof Choice || first instanceof Reference)) {
        ((Rule) first).alternatives().forEach(alternative -> pending.add(alternative.getFirst()));
      }
    }
    return false;
  }
}
