package dev.yoco4j.inference.constraint;

import dev.yoco4j.inference.constraint.Goal.Lexeme;
import org.jspecify.annotations.Nullable;

/// A JSON number.
///
/// @param whole whether it has neither point nor exponent
/// @param phase what was written last
/// @param left digits that this part of the number may still have
record NumberText(boolean whole, Phase phase, int left) implements Lexeme {
  private static final int DIGITS = 15;
  private static final int EXPONENT_DIGITS = 2;

  /// The parts of a number.
  enum Phase {
    START,
    MINUS,
    ZERO,
    WHOLE,
    POINT,
    FRACTION,
    LETTER_E,
    SIGN,
    EXPONENT
  }

  static NumberText number() {
    return new NumberText(false, Phase.START, DIGITS);
  }

  static NumberText integer() {
    return new NumberText(true, Phase.START, DIGITS);
  }

  @Override
  public @Nullable NumberText after(int next) {
    if (next >= '0' && next <= '9') {
      return digit(next);
    }
    return switch (next) {
      case '-' ->
          switch (phase) {
            case START -> to(Phase.MINUS, DIGITS);
            case LETTER_E -> to(Phase.SIGN, EXPONENT_DIGITS);
            default -> null;
          };
      case '+' -> phase == Phase.LETTER_E ? to(Phase.SIGN, EXPONENT_DIGITS) : null;
      case '.' ->
          !whole && (phase == Phase.ZERO || phase == Phase.WHOLE) ? to(Phase.POINT, DIGITS) : null;
      case 'e', 'E' ->
          !whole && mayEnd() && phase != Phase.EXPONENT
              ? to(Phase.LETTER_E, EXPONENT_DIGITS)
              : null;
      default -> null;
    };
  }

  private @Nullable NumberText digit(int next) {
    return switch (phase) {
      case START, MINUS -> next == '0' ? to(Phase.ZERO, 0) : to(Phase.WHOLE, left - 1);
      case ZERO -> null;
      case WHOLE -> left > 0 ? to(Phase.WHOLE, left - 1) : null;
      case POINT -> to(Phase.FRACTION, left - 1);
      case FRACTION -> left > 0 ? to(Phase.FRACTION, left - 1) : null;
      case LETTER_E, SIGN -> to(Phase.EXPONENT, left - 1);
      case EXPONENT -> left > 0 ? to(Phase.EXPONENT, left - 1) : null;
    };
  }

  private NumberText to(Phase next, int digits) {
    return new NumberText(whole, next, digits);
  }

  @Override
  public boolean mayEnd() {
    return switch (phase) {
      case ZERO, WHOLE, FRACTION, EXPONENT -> true;
      case START, MINUS, POINT, LETTER_E, SIGN -> false;
    };
  }

  @Override
  public boolean mayGoOn() {
    return switch (phase) {
      case ZERO -> !whole;
      case WHOLE -> !whole || left > 0;
      case EXPONENT -> left > 0;
      case START, MINUS, POINT, FRACTION, LETTER_E, SIGN -> true;
    };
  }
}
