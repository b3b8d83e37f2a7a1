package dev.yoco4j.text.bpe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The distinct pieces of a corpus as tokens, laid end to end; merging shortens each in its place.
final class Words {
  private final int[] tokens;
  private final int[] starts; // of word i, and one past the last
  private final int[] lengths;
  private final long[] counts;

  private Words(int[] tokens, int[] starts, int[] lengths, long[] counts) {
    this.tokens = tokens;
    this.starts = starts;
    this.lengths = lengths;
    this.counts = counts;
  }

  /// Writes every piece as the tokens of its bytes.
  static Words of(PieceCounts pieces) {
    List<byte[]> parts = new ArrayList<>(pieces.size());
    var starts = new int[pieces.size() + 1];
    var counts = new long[pieces.size()];
    for (int word = 0; word < pieces.size(); word++) {
      byte[] bytes = pieces.utf8(word);
      parts.add(bytes);
      counts[word] = pieces.count(word);
      starts[word + 1] = Math.addExact(starts[word], bytes.length);
    }
    var tokens = new int[starts[pieces.size()]];
    var lengths = new int[pieces.size()];
    for (int word = 0; word < lengths.length; word++) {
      byte[] bytes = parts.get(word);
      lengths[word] = bytes.length;
      for (int i = 0; i < bytes.length; i++) {
        tokens[starts[word] + i] = BpeVocabulary.FIRST_BYTE + Byte.toUnsignedInt(bytes[i]);
      }
    }
    return new Words(tokens, starts, lengths, counts);
  }

  /// Notes every pair of every word.
  PairIndex pairs() {
    var pairs = new PairIndex();
    for (int word = 0; word < lengths.length; word++) {
      int last = starts[word] + lengths[word] - 1;
      for (int i = starts[word]; i < last; i++) {
        pairs.gain(PairIndex.key(tokens[i], tokens[i + 1]), counts[word], word);
      }
    }
    return pairs;
  }

  /// Puts a token in the place of a pair, left to right, and keeps the index true.
  ///
  /// @param gained takes the pairs that the word has gained
  void merge(int word, long pair, int merged, PairIndex pairs, Keys gained) {
    int left = (int) (pair >>> 32);
    int right = (int) pair;
    int start = starts[word];
    int end = start + lengths[word];
    int write = start;
    int read = start;
    while (read < end) {
      if (tokens[read] != left || read + 1 == end || tokens[read + 1] != right) {
        tokens[write++] = tokens[read++];
        continue;
      }
      if (write > start) {
        int before = tokens[write - 1];
        pairs.lose(PairIndex.key(before, left), counts[word]);
        gain(word, PairIndex.key(before, merged), pairs, gained);
      }
      if (read + 2 < end) {
        int after = tokens[read + 2];
        pairs.lose(PairIndex.key(right, after), counts[word]);
        gain(word, PairIndex.key(merged, after), pairs, gained);
      }
      tokens[write++] = merged;
      read += 2;
    }
    lengths[word] = write - start;
  }

  private void gain(int word, long pair, PairIndex pairs, Keys gained) {
    pairs.gain(pair, counts[word], word);
    gained.add(pair);
  }

  /// A list of keys.
  static final class Keys {
    private long[] keys = new long[64];
    private int size;

    void add(long key) {
      if (size > 0 && keys[size - 1] == key) {
        return; // neighbours in the corpus are often equal
      }
      if (size == keys.length) {
        keys = Arrays.copyOf(keys, 2 * size);
      }
      keys[size++] = key;
    }

    /// The keys without repetition, in ascending order; the list is empty after it.
    long[] drain() {
      long[] distinct = Arrays.stream(keys, 0, size).sorted().distinct().toArray();
      size = 0;
      return distinct;
    }
  }
}
