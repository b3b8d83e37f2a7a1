package dev.yoco4j.training.data;

import java.util.Objects;

/// A seeded order of the numbers below a bound, without a table.
///
/// A Feistel network permutes the numbers below the next power of four; a result that is not below
/// the bound goes through it again (cycle walking; Black and Rogaway 2002), four times at most on
/// average.
///
/// @param size the bound, at least 1
/// @param seed decides the order
record Permutation(long size, long seed) {
  private static final int ROUNDS = 6;

  long apply(long index) {
    long value = Objects.checkIndex(index, size);
    do {
      value = scramble(value);
    } while (value >= size);
    return value;
  }

  private long scramble(long value) {
    int halfBits = halfBits();
    long mask = (1L << halfBits) - 1;
    long left = value >>> halfBits;
    long right = value & mask;
    for (int round = 0; round < ROUNDS; round++) {
      long next = left ^ (Mix.mix(seed + round, right) & mask);
      left = right;
      right = next;
    }
    return left << halfBits | right;
  }

  private int halfBits() {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(size - 1);
    return Math.max(1, (bits + 1) / 2);
  }
}
