package dev.yoco4j.inference.constraint;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is still to be written, the next part on top; shared between states, never changed.
record Stack(Goal top, @Nullable Stack rest) {
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
}
