package dev.yoco4j.inference.engine;

import java.util.Arrays;
import java.util.BitSet;

/// Tokens in order, at whose end more may be added.
final class TokenSequence {
  private int[] tokens;
  private int length;
  private final BitSet seen = new BitSet();

  TokenSequence(int[] first) {
    tokens = first.clone();
    length = first.length;
    for (int token : first) {
      seen.set(token);
    }
  }

  void add(int token) {
    if (length == tokens.length) {
      tokens = Arrays.copyOf(tokens, Math.max(16, length + length / 2));
    }
    tokens[length++] = token;
    seen.set(token);
  }

  int length() {
    return length;
  }

  int last() {
    return tokens[length - 1];
  }

  /// Every token that occurs.
  BitSet seen() {
    return seen;
  }

  long[] range(int from, int to) {
    return Arrays.stream(tokens, from, to).asLongStream().toArray();
  }

  /// All tokens and some more places, without a copy: to read, and not to keep.
  int[] places() {
    return tokens;
  }

  int[] toArray() {
    return Arrays.copyOf(tokens, length);
  }
}
