package dev.yoco4j.text.bpe;

import java.util.PriorityQueue;

/// Makes the most frequent pair a token, until the vocabulary is full or no pair is frequent.
///
/// Counts are kept true by visiting only the words that hold the pair. The queue is lazy: an entry
/// may be stale, and is put back with the true count when it comes up. That is exact because a
/// count that grows is queued again at once, so that no pair stands lower in the queue than it
/// should.
///
/// Of pairs with the same count the smallest wins, left token first, so that the result depends on
/// the counts alone: not on the order of the corpus and not on the number of threads.
final class MergeLoop {
  private final Words words;
  private final PairIndex pairs;
  private final long minimumCount;
  private final PriorityQueue<Candidate> queue = new PriorityQueue<>();
  private final Words.Keys gained = new Words.Keys();

  private record Candidate(long count, long pair) implements Comparable<Candidate> {
    @Override
    public int compareTo(Candidate other) {
      int byCount = Long.compare(other.count, count);
      return byCount != 0 ? byCount : Long.compare(pair, other.pair);
    }
  }

  MergeLoop(Words words, long minimumCount) {
    this.words = words;
    this.pairs = words.pairs();
    this.minimumCount = minimumCount;
    for (long pair : pairs.pairs()) {
      offer(pair, pairs.count(pair));
    }
  }

  /// Makes one more token.
  ///
  /// @return false if no pair is frequent enough
  boolean step(BpeVocabulary.Builder vocabulary) {
    Candidate best = queue.poll();
    while (best != null) {
      long count = pairs.count(best.pair);
      if (count == best.count) {
        merge(best.pair, vocabulary);
        return true;
      }
      offer(best.pair, count);
      best = queue.poll();
    }
    return false;
  }

  private void merge(long pair, BpeVocabulary.Builder vocabulary) {
    int token = vocabulary.merge((int) (pair >>> 32), (int) pair);
    int entry = pairs.take(pair);
    while (entry >= 0) {
      words.merge(pairs.word(entry), pair, token, pairs, gained);
      entry = pairs.next(entry);
    }
    pairs.take(pair); // its words have none left; counting them down would have to avoid overlaps
    for (long key : gained.drain()) {
      offer(key, pairs.count(key));
    }
  }

  private void offer(long pair, long count) {
    if (count >= minimumCount) {
      queue.add(new Candidate(count, pair));
    }
  }
}
