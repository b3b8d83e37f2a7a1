package dev.yoco4j.inference.constraint;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A part of a text that is still to be written.
sealed interface Goal {
  /// A part that is written byte by byte, and says at each which may follow.
  non-sealed interface Lexeme extends Goal {
    /// The rest, once a byte is written.
    ///
    /// @param next 0 to 255
    /// @return null if it must not be written
    @Nullable Lexeme after(int next);

    /// Whether it may end here.
    boolean mayEnd();

    /// Whether any byte may follow.
    boolean mayGoOn();
  }

  /// A part that is written as one of several sequences of parts; each begins with a lexeme in the
  /// end, never with the rule itself.
  non-sealed interface Rule extends Goal {
    List<List<Goal>> alternatives();
  }
}
