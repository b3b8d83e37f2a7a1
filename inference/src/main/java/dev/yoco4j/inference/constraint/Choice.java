package dev.yoco4j.inference.constraint;

import dev.yoco4j.inference.constraint.Goal.Rule;
import java.util.List;

/// One of several sequences; equal to itself only.
final class Choice implements Rule {
  private final List<List<Goal>> alternatives;

  Choice(List<List<Goal>> alternatives) {
    this.alternatives = List.copyOf(alternatives);
  }

  @Override
  public List<List<Goal>> alternatives() {
    return alternatives;
  }
}
