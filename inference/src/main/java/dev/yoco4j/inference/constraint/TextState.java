package dev.yoco4j.inference.constraint;

import dev.yoco4j.inference.constraint.Goal.Lexeme;
import dev.yoco4j.inference.constraint.Goal.Rule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a text stands that must have a form: everything that it may turn out to be.
///
/// @param open what may be still to be written, a lexeme on top of each
/// @param isComplete whether the text may end here
record TextState(List<Stack> open, boolean isComplete) {
  /// Where nothing is written yet.
  static TextState before(Goal all) {
    return closure(List.of(new Stack(all, null)));
  }

  /// Where it stands after a byte.
  ///
  /// @param next 0 to 255
  /// @return null if the byte must not be written
  @Nullable TextState after(int next) {
    List<Stack> moved = new ArrayList<>(open.size());
    for (Stack stack : open) {
      Lexeme rest = ((Lexeme) stack.top()).after(next);
      if (rest != null) {
        moved.add(new Stack(rest, stack.rest()));
      }
    }
    return moved.isEmpty() ? null : closure(moved);
  }

  /// Whether the text is complete and nothing may follow.
  boolean isOver() {
    return isComplete && open.isEmpty();
  }

  private static TextState closure(List<Stack> stacks) {
    List<Stack> open = new ArrayList<>(stacks.size());
    boolean complete = false;
    for (Stack stack : stacks) {
      complete |= expand(stack, open);
    }
    return new TextState(open, complete);
  }

  /// Replaces rules on top by what they stand for.
  ///
  /// @return whether nothing may be left to write
  private static boolean expand(@Nullable Stack stack, List<Stack> open) {
    if (stack == null) {
      return true;
    }
    return switch (stack.top()) {
      case Lexeme lexeme -> {
        if (lexeme.mayGoOn() && !open.contains(stack)) {
          open.add(stack);
        }
        yield lexeme.mayEnd() && expand(stack.rest(), open);
      }
      case Rule rule -> {
        boolean complete = false;
        for (List<Goal> alternative : rule.alternatives()) {
          complete |= expand(Stack.push(alternative, stack.rest()), open);
        }
        yield complete;
      }
    };
  }
}
