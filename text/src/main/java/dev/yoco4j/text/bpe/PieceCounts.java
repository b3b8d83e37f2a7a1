package dev.yoco4j.text.bpe;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// How often each distinct piece of text occurs: a hash table over one array of characters.
///
/// A map of strings needs some 100 bytes for each piece, this one about 40.
final class PieceCounts {
  private char[] characters = new char[1 << 12];
  private int[] ends = new int[1 << 8]; // of piece i in characters; it starts where i - 1 ends
  private long[] counts = new long[1 << 8];
  private int[] slots = new int[1 << 9]; // piece + 1, or 0
  private int size;

  /// Number of distinct pieces.
  int size() {
    return size;
  }

  long count(int piece) {
    return counts[piece];
  }

  byte[] utf8(int piece) {
    int start = start(piece);
    return new String(characters, start, ends[piece] - start).getBytes(StandardCharsets.UTF_8);
  }

  void add(char[] source, int start, int end, long count) {
    int slot = hash(source, start, end) & (slots.length - 1);
    while (slots[slot] != 0) {
      int piece = slots[slot] - 1;
      if (Arrays.equals(characters, start(piece), ends[piece], source, start, end)) {
        counts[piece] += count;
        return;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    append(source, start, end, count);
    slots[slot] = size;
    if (2 * size > slots.length) {
      enlargeSlots();
    }
  }

  void addAll(PieceCounts other) {
    for (int piece = 0; piece < other.size; piece++) {
      add(other.characters, other.start(piece), other.ends[piece], other.counts[piece]);
    }
  }

  void clear() {
    size = 0;
    Arrays.fill(slots, 0);
  }

  private int start(int piece) {
    return piece == 0 ? 0 : ends[piece - 1];
  }

  private void append(char[] source, int start, int end, long count) {
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, 2 * size);
      counts = Arrays.copyOf(counts, 2 * size);
    }
    int used = start(size);
    int needed = Math.addExact(used, end - start);
    if (needed > characters.length) {
      int twice = (int) Math.min(2L * characters.length, Integer.MAX_VALUE - 8L);
      characters = Arrays.copyOf(characters, Math.max(needed, twice));
    }
    System.arraycopy(source, start, characters, used, end - start);
    ends[size] = needed;
    counts[size] = count;
    size++;
  }

  private void enlargeSlots() {
    slots = new int[2 * slots.length];
    for (int piece = 0; piece < size; piece++) {
      int slot = hash(characters, start(piece), ends[piece]) & (slots.length - 1);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = piece + 1;
    }
  }

  private static int hash(char[] source, int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + source[i];
    }
    hash *= 0x9E3779B9; // Fibonacci hashing: the low bits alone would collide
    return hash ^ (hash >>> 15);
  }
}
