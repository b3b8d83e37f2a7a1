package dev.yoco4j.inference.constraint;

import dev.yoco4j.text.Tokenizer;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// A vocabulary by its bytes: tokens that begin alike share what they begin with.
///
/// Which tokens may follow is then one walk in which each beginning is tried once, and what cannot
/// begin is not looked at. At most it takes a step for each node, which is within a string.
public final class TokenTrie {
  private final byte[][] bytes;
  private final int[] node; // of each token, 0 if it has no bytes
  private int[] child = new int[1024];
  private int[] sibling = new int[1024];
  private byte[] label = new byte[1024];
  private int[] tokenAt; // first token of a node, plus 1
  private final int[] tokenBeside; // next token of the same node, plus 1
  private int nodes = 1;

  private TokenTrie(byte[][] bytes) {
    this.bytes = bytes;
    node = new int[bytes.length];
    tokenBeside = new int[bytes.length];
    for (int token = 0; token < bytes.length; token++) {
      for (byte next : bytes[token]) {
        node[token] = below(node[token], next);
      }
    }
    tokenAt = new int[nodes];
    for (int token = 0; token < bytes.length; token++) {
      if (node[token] > 0) {
        tokenBeside[token] = tokenAt[node[token]];
        tokenAt[node[token]] = token + 1;
      }
    }
  }

  /// Reads a vocabulary.
  ///
  /// @param tokenizer whose tokens have bytes of their own
  /// @param tokens how many of them, from the first
  /// @return the trie
  /// @throws IllegalArgumentException if what a token means depends on its neighbours
  public static TokenTrie of(Tokenizer tokenizer, int tokens) {
    byte[][] bytes = new byte[tokens][];
    for (int token = 0; token < tokens; token++) {
      bytes[token] =
          tokenizer
              .bytes(token)
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "a format of the output needs a byte-level tokenizer, and the tokens of this model mean different bytes beside different neighbours"));
    }
    return new TokenTrie(bytes);
  }

  private int below(int from, byte next) {
    for (int at = child[from]; at != 0; at = sibling[at]) {
      if (label[at] == next) {
        return at;
      }
    }
    if (nodes == label.length) {
      child = Arrays.copyOf(child, 2 * nodes);
      sibling = Arrays.copyOf(sibling, 2 * nodes);
      label = Arrays.copyOf(label, 2 * nodes);
    }
    label[nodes] = next;
    sibling[nodes] = child[from];
    child[from] = nodes;
    return nodes++;
  }

  /// Tokens that may follow.
  BitSet allowed(TextState state) {
    BitSet allowed = new BitSet(bytes.length);
    walk(0, state, allowed);
    return allowed;
  }

  private void walk(int from, TextState state, BitSet allowed) {
    for (int at = child[from]; at != 0; at = sibling[at]) {
      TextState next = state.after(Byte.toUnsignedInt(label[at]));
      if (next != null) {
        for (int token = tokenAt[at]; token != 0; token = tokenBeside[token - 1]) {
          allowed.set(token - 1);
        }
        walk(at, next, allowed);
      }
    }
  }

  /// Where a text stands after a token.
  ///
  /// @return null if the token must not follow
  @Nullable TextState after(TextState state, int token) {
    TextState now = state;
    for (byte next : bytes[token]) {
      now = now == null ? null : now.after(Byte.toUnsignedInt(next));
    }
    return now;
  }
}
