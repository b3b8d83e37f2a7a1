package dev.yoco4j.inference.constraint;

import dev.yoco4j.inference.constraint.Goal.Lexeme;
import dev.yoco4j.inference.constraint.Goal.Rule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a text stands that must have a form: everything that it may turn out to be.
///
/// Forms may be such that each part of a text doubles what it may turn out to be. A text therefore
/// has a bounded number of readings: a byte that would exceed it is not written.
///
/// @param open what may be still to be written, a lexeme on top of each
/// @param isComplete whether the text may end here
record TextState(List<Stack> open, boolean isComplete) {
  /// Readings at most, those counted that only lead to others; a list of two thousand values fits.
  private static final int MOST_READINGS = 4096;

  /// Where nothing is written yet.
  ///
  /// @throws IllegalArgumentException if even that can be read in too many ways
  static TextState before(Goal all) {
    TextState state = closure(List.of(new Stack(all, null)));
    if (state == null) {
      throw new IllegalArgumentException(
          "the JSON schema leaves more than %d possibilities for what comes first"
              .formatted(MOST_READINGS));
    }
    return state;
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
    if (moved.isEmpty()) {
      return null;
    }
    return moved.size() == 1 && isInside(moved.getFirst())
        ? new TextState(moved, false)
        : closure(moved);
  }

  /// Whether a lexeme must go on, as within a string: most bytes are such, and need no more.
  private static boolean isInside(Stack stack) {
    Lexeme lexeme = (Lexeme) stack.top();
    return lexeme.mayGoOn() && !lexeme.mayEnd();
  }

  /// Whether the text is complete and nothing may follow.
  boolean isOver() {
    return isComplete && open.isEmpty();
  }

  /// Replaces rules on top by what they stand for.
  ///
  /// @return null if there are too many readings
  private static @Nullable TextState closure(List<Stack> stacks) {
    Deque<Stack> pending = new ArrayDeque<>(stacks);
    Set<Stack> seen = new HashSet<>();
    List<Stack> open = new ArrayList<>(stacks.size());
    boolean complete = false;
    while (!pending.isEmpty()) {
      Stack stack = pending.removeFirst();
      if (seen.add(stack)) {
        if (seen.size() > MOST_READINGS) {
          return null;
        }
        complete |= expand(stack, open, pending);
      }
    }
    return new TextState(open, complete);
  }

  /// @return whether nothing may be left to write
  private static boolean expand(Stack stack, List<Stack> open, Deque<Stack> pending) {
    return switch (stack.top()) {
      case Lexeme lexeme -> {
        if (lexeme.mayGoOn()) {
          open.add(stack);
        }
        yield lexeme.mayEnd() && isNothing(stack.rest(), pending);
      }
      case Rule rule -> {
        boolean complete = false;
        for (List<Goal> alternative : rule.alternatives()) {
          complete |= isNothing(Stack.push(alternative, stack.rest()), pending);
        }
        yield complete;
      }
    };
  }

  private static boolean isNothing(@Nullable Stack stack, Deque<Stack> pending) {
    if (stack != null) {
      pending.addLast(stack);
    }
    return stack == null;
  }
}
