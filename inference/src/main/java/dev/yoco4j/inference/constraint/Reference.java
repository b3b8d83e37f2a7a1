package dev.yoco4j.inference.constraint;

import dev.yoco4j.inference.constraint.Goal.Rule;
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
    return leadsHere(this, new HashSet<>());
  }

  private boolean leadsHere(Goal from, Set<Goal> seen) {
    boolean goesOn = from instanceof Choice || from instanceof Reference;
    return goesOn
        && seen.add(from)
        && ((Rule) from)
            .alternatives().stream()
                .map(List::getFirst)
                .anyMatch(first -> first == this || leadsHere(first, seen));
  }
}
