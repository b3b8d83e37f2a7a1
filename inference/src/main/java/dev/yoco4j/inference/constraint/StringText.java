package dev.yoco4j.inference.constraint;

import dev.yoco4j.inference.constraint.Goal.Lexeme;
import org.jspecify.annotations.Nullable;

/// A JSON string: valid UTF-8, escapes, no half of a surrogate pair.
///
/// @param bounds how many characters it may have
/// @param length characters begun; not counted beyond what the bounds need
/// @param phase what was written last
/// @param open the character that is not complete
record StringText(Bounds bounds, int length, Phase phase, @Nullable Utf8 open) implements Lexeme {
  private static final String ESCAPES = "\"\\/bfnrt";

  /// How many characters, or elements.
  ///
  /// @param least at least 0
  /// @param most [#UNBOUNDED] for any number
  record Bounds(int least, int most) {
    static final int UNBOUNDED = Integer.MAX_VALUE;
    static final Bounds NONE = new Bounds(0, UNBOUNDED);

    boolean allowMoreThan(int count) {
      return count < most;
    }

    /// One more, as far as it makes a difference.
    int next(int count) {
      return most == UNBOUNDED ? Math.min(count + 1, Math.max(1, least)) : count + 1;
    }
  }

  /// The parts of a string.
  enum Phase {
    START,
    BODY,
    ESCAPE,
    /// `u` and no digits.
    HEX_0,
    /// `u` and `d`: what follows must not make half a pair.
    HEX_D,
    HEX_1,
    HEX_2,
    HEX_3,
    END
  }

  static StringText of(Bounds bounds) {
    return new StringText(bounds, 0, Phase.START, null);
  }

  @Override
  public @Nullable StringText after(int next) {
    return switch (phase) {
      case START -> next == '"' ? to(Phase.BODY) : null;
      case BODY -> open == null ? character(next) : continued(open, next);
      case ESCAPE -> next == 'u' ? to(Phase.HEX_0) : ESCAPES.indexOf(next) >= 0 ? body() : null;
      case HEX_0 -> isHex(next) ? to((next | 0x20) == 'd' ? Phase.HEX_D : Phase.HEX_1) : null;
      case HEX_D -> next >= '0' && next <= '7' ? to(Phase.HEX_2) : null;
      case HEX_1 -> isHex(next) ? to(Phase.HEX_2) : null;
      case HEX_2 -> isHex(next) ? to(Phase.HEX_3) : null;
      case HEX_3 -> isHex(next) ? body() : null;
      case END -> null;
    };
  }

  private @Nullable StringText character(int next) {
    if (next == '"') {
      return length >= bounds.least() ? to(Phase.END) : null;
    }
    if (next < 0x20 || !bounds.allowMoreThan(length)) {
      return null;
    }
    if (next == '\\') {
      return to(Phase.ESCAPE);
    }
    if (next < 0x80) {
      return body();
    }
    Utf8 first = Utf8.first(next);
    return first == null ? null : new StringText(bounds, length, Phase.BODY, first);
  }

  private @Nullable StringText continued(Utf8 character, int next) {
    if (!character.allows(next)) {
      return null;
    }
    Utf8 rest = character.rest();
    return rest == null ? body() : new StringText(bounds, length, Phase.BODY, rest);
  }

  private StringText body() {
    return new StringText(bounds, bounds.next(length), Phase.BODY, null);
  }

  private StringText to(Phase next) {
    return new StringText(bounds, length, next, null);
  }

  private static boolean isHex(int next) {
    return (next >= '0' && next <= '9') || ((next | 0x20) >= 'a' && (next | 0x20) <= 'f');
  }

  @Override
  public boolean mayEnd() {
    return phase == Phase.END;
  }

  @Override
  public boolean mayGoOn() {
    return phase != Phase.END;
  }
}
