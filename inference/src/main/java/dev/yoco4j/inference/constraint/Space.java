package dev.yoco4j.inference.constraint;

import dev.yoco4j.inference.constraint.Goal.Lexeme;
import org.jspecify.annotations.Nullable;

/// Blanks, tabs and line ends between parts of JSON, of a bounded number: a model that is free to
/// write more may never stop.
///
/// @param left how many more may be written
record Space(int left) implements Lexeme {
  /// Enough for a line end and ten levels of indentation.
  static final Space ANY = new Space(21);

  @Override
  public @Nullable Space after(int next) {
    boolean blank = next == ' ' || next == '\n' || next == '\t';
    return blank && left > 0 ? new Space(left - 1) : null;
  }

  @Override
  public boolean mayEnd() {
    return true;
  }

  @Override
  public boolean mayGoOn() {
    return left > 0;
  }
}
