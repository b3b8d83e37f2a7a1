package dev.yoco4j.training.data;

import java.util.function.LongUnaryOperator;

/// Sequences of equal length, cut from documents end to end.
///
/// Sequence `i` is the tokens `[i * T, i * T + T]`, so that its last token is the first of the
/// next: every token but the very first is a target once, and a tail too short for a sequence is
/// dropped. A document may begin in the middle of a sequence.
///
/// A position counts sequences through all epochs. What stands at a position is a function of the
/// seed and the position, so a run resumes by going on at its position. Each epoch has an order of
/// its own; the cuts are the same in all. Instances may be used by several threads.
public final class TokenSequences {
  private final TokenView tokens;
  private final int length;
  private final long count;
  private final boolean endless;
  private final LongUnaryOperator order;

  private TokenSequences(
      TokenView tokens, int length, long count, boolean endless, LongUnaryOperator order) {
    this.tokens = tokens;
    this.length = length;
    this.count = count;
    this.endless = endless;
    this.order = order;
  }

  /// Sequences in a seeded order, another one in each epoch, for training.
  ///
  /// @param tokens what to cut
  /// @param length targets in a sequence, `T`, at least 1
  /// @param seed decides the orders
  /// @return the sequences
  /// @throws IllegalArgumentException if the tokens are too few for one sequence
  public static TokenSequences shuffled(TokenView tokens, int length, long seed) {
    long count = count(tokens, length);
    return new TokenSequences(
        tokens,
        length,
        count,
        true,
        position -> {
          long epoch = position / count;
          return new Permutation(count, Mix.mix(seed, epoch)).apply(position % count);
        });
  }

  /// Sequences as they stand, once, for validation.
  ///
  /// @param tokens what to cut
  /// @param length targets in a sequence, `T`, at least 1
  /// @return the sequences
  /// @throws IllegalArgumentException if the tokens are too few for one sequence
  public static TokenSequences inOrder(TokenView tokens, int length) {
    return new TokenSequences(
        tokens, length, count(tokens, length), false, LongUnaryOperator.identity());
  }

  /// The number of sequences in an epoch.
  ///
  /// @return sequences, at least 1
  public long count() {
    return count;
  }

  /// The number of targets in a sequence.
  ///
  /// @return `T`; a sequence has one token more
  public int length() {
    return length;
  }

  /// The epoch that a position is in.
  ///
  /// @param position a position, from 0
  /// @return the epoch, from 0
  public long epoch(long position) {
    return position / count;
  }

  /// The sequences at the next positions.
  ///
  /// @param position the first, from 0; where the order is seeded it may lie in any epoch, and the
  ///   batch may reach into the next
  /// @param batchSize how many, `B`, at least 1
  /// @return their tokens, `[B, T + 1]` row by row
  /// @throws IllegalArgumentException if an argument is out of range
  /// @throws dev.yoco4j.torch.CorruptFileException if an id is not in the vocabulary
  public long[] batch(long position, int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize must be at least 1, was " + batchSize);
    }
    if (position < 0 || (!endless && position > count - batchSize)) {
      throw new IllegalArgumentException(
          "position "
              + position
              + " with batchSize "
              + batchSize
              + " is out of range, there are "
              + count
              + " sequences");
    }
    int row = length + 1;
    long[] batch = new long[Math.multiplyExact(batchSize, row)];
    for (int i = 0; i < batchSize; i++) {
      tokens.read(order.applyAsLong(position + i) * length, batch, i * row, row);
    }
    return batch;
  }

  private static long count(TokenView tokens, int length) {
    if (length < 1) {
      throw new IllegalArgumentException("length must be at least 1, was " + length);
    }
    long count = (tokens.tokens() - 1) / length;
    if (count < 1) {
      throw new IllegalArgumentException(
          tokens.name()
              + " has "
              + tokens.tokens()
              + " tokens, but a sequence of "
              + length
              + " needs "
              + (length + 1L)
              + "; give more of it or ask for shorter sequences");
    }
    return count;
  }
}
