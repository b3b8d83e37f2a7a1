package dev.yoco4j.inference.constraint;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is still to be written, the next part on top; shared between states, never changed.
///
/// As deep as a text is nested, which is as deep as a model likes: neither the hash nor the
/// comparison goes down by calls.
final class Stack {
  private final Goal top;
  private final @Nullable Stack rest;
  private final int hash;

  Stack(Goal top, @Nullable Stack rest) {
    this.top = top;
    this.rest = rest;
    hash = 31 * top.hashCode() + (rest == null ? 0 : rest.hash);
  }

  /// Puts parts on top.
  ///
  /// @param goals the first of them is to be written first
  static @Nullable Stack push(List<Goal> goals, @Nullable Stack rest) {
    Stack stack = rest;
    for (Goal goal : goals.reversed()) {
      stack = new Stack(goal, stack);
    }
    return stack;
  }

  Goal top() {
    return top;
  }

  @Nullable Stack rest() {
    return rest;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Stack that)) {
      return false;
    }
    Stack a = this;
    Stack b = that;
    while (a != null && b != null && a != b) {
      if (a.hash != b.hash || !a.top.equals(b.top)) {
        return false;
      }
      a = a.rest;
      b = b.rest;
    }
    return a == b;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return top + (rest == null ? "" : " ...");
  }
}
