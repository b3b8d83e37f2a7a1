package dev.yoco4j.evaluation.perplexity;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/// Tokens that a model sees at once, and which of them are scored.
final class Window {
  private final String name;
  private final int[] tokens;
  private final int first;

  /// Makes a window.
  ///
  /// @param name where the tokens come from, for messages
  /// @param tokens in order, kept, not copied; all but the last are inputs
  /// @param first index of the first one that is scored, from 1; those before it are context only
  Window(String name, int[] tokens, int first) {
    if (first < 1 || first >= tokens.length) {
      throw new IllegalArgumentException(
          "the first scored token must be 1 to " + (tokens.length - 1) + ", was " + first);
    }
    this.name = name;
    this.tokens = tokens;
    this.first = first;
  }

  String name() {
    return name;
  }

  /// All of them, not to be changed.
  int[] tokens() {
    return tokens;
  }

  /// Index of the first one that is scored.
  int first() {
    return first;
  }

  /// Tokens that the model reads.
  int inputs() {
    return tokens.length - 1;
  }

  /// Tokens that are scored.
  int scored() {
    return tokens.length - first;
  }

  /// Which tokens end a pair that stood in the window before: the model can have learned from the
  /// context what follows.
  ///
  /// @return by index of the token
  BitSet repeats() {
    BitSet repeats = new BitSet(tokens.length);
    Set<Long> seen = new HashSet<>();
    for (int i = 1; i < tokens.length; i++) {
      long pair = ((long) tokens[i - 1] << Integer.SIZE) | tokens[i];
      if (!seen.add(pair)) {
        repeats.set(i);
      }
    }
    return repeats;
  }
}
