package dev.yoco4j.text.bpe;

import java.util.Arrays;

/// For each pair of neighbouring tokens: how often it occurs, and in which words.
///
/// The words of a pair are a linked list in two arrays that only grow; a list may name a word twice
/// or one that has lost the pair, which costs time and changes nothing. The key of a pair is `left
/// << 32 | right`, so that keys are ordered as pairs are; 0, a pair of special tokens that never
/// occurs, marks a free slot.
final class PairIndex {
  private static final int NONE = -1;

  private long[] keys = new long[1 << 12];
  private long[] counts = new long[1 << 12];
  private int[] lists = new int[1 << 12]; // first entry of the pair's list
  private int used; // slots with a key
  private int[] words = new int[1 << 12]; // of entry i
  private int[] nexts = new int[1 << 12]; // entry after entry i
  private int entries;

  static long key(int left, int right) {
    return (long) left << 32 | right;
  }

  long count(long key) {
    return counts[slot(key)];
  }

  /// Notes that a word has gained the pair.
  void gain(long key, long count, int word) {
    int slot = slot(key);
    if (keys[slot] == 0) {
      keys[slot] = key;
      lists[slot] = NONE;
      used++;
    }
    counts[slot] += count;
    int first = lists[slot];
    if (first == NONE || words[first] != word) {
      lists[slot] = append(word, first);
    }
    if (2 * used > keys.length) {
      rebuild();
    }
  }

  /// Notes that a word has lost the pair; it stays in the list.
  void lose(long key, long count) {
    counts[slot(key)] -= count;
  }

  /// Forgets a pair.
  ///
  /// @return the first entry of its list, for [#word] and [#next], or a negative number
  int take(long key) {
    int slot = slot(key);
    counts[slot] = 0;
    int first = keys[slot] == 0 ? NONE : lists[slot];
    lists[slot] = NONE;
    return first;
  }

  int word(int entry) {
    return words[entry];
  }

  int next(int entry) {
    return nexts[entry];
  }

  /// Every pair, in no order.
  long[] pairs() {
    return Arrays.stream(keys).filter(key -> key != 0).toArray();
  }

  private int append(int word, int next) {
    if (entries == words.length) {
      words = Arrays.copyOf(words, 2 * entries);
      nexts = Arrays.copyOf(nexts, 2 * entries);
    }
    words[entries] = word;
    nexts[entries] = next;
    return entries++;
  }

  private int slot(long key) {
    long hash = key * 0x9E3779B97F4A7C15L; // Fibonacci hashing
    int slot = (int) (hash >>> 32) & (keys.length - 1);
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }

  private void rebuild() {
    long[] oldKeys = keys;
    long[] oldCounts = counts;
    int[] oldLists = lists;
    keys = new long[2 * oldKeys.length];
    counts = new long[keys.length];
    lists = new int[keys.length];
    used = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldCounts[i] > 0) { // a pair that no word has any more is dropped
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        counts[slot] = oldCounts[i];
        lists[slot] = oldLists[i];
        used++;
      }
    }
  }
}
