package dev.yoco4j.inference.constraint;

import dev.yoco4j.inference.constraint.Goal.Lexeme;
import org.jspecify.annotations.Nullable;

/// The name of an additional property: a string without escapes that is none of the declared names.
///
/// @param shape whose names are taken
/// @param string the string so far
/// @param prefix its bytes, while a declared name begins with them, each as a character below 256
record NameText(ObjectShape shape, StringText string, @Nullable String prefix) implements Lexeme {
  static NameText of(ObjectShape shape) {
    return new NameText(shape, StringText.of(StringText.Bounds.NONE), "");
  }

  @Override
  public @Nullable NameText after(int next) {
    boolean opens = string.phase() == StringText.Phase.START;
    boolean closes = !opens && next == '"';
    boolean taken = closes && prefix != null && shape.isTaken(prefix);
    StringText rest = taken || next == '\\' ? null : string.after(next);
    if (rest == null) {
      return null;
    }
    return new NameText(shape, rest, opens || closes ? prefix : longer(next));
  }

  private @Nullable String longer(int next) {
    String longer = prefix == null ? null : prefix + (char) next;
    return longer != null && shape.mayBecomeTaken(longer) ? longer : null;
  }

  @Override
  public boolean mayEnd() {
    return string.mayEnd();
  }

  @Override
  public boolean mayGoOn() {
    return string.mayGoOn();
  }
}
