package dev.yoco4j.evaluation.synthetic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Keys of a capital and a small letter, and values of two digits: `Ab47` is a pair.
final class PairAlphabet {
  static final int PAIR_BYTES = 4;
  static final int VALUE_BYTES = 2;
  private static final int LETTERS = 26;
  private static final int VALUES = 100;

  private PairAlphabet() {}

  static List<String> keys(Part part) {
    return IntStream.range(0, LETTERS * LETTERS)
        .filter(number -> Part.of(number) == part)
        .mapToObj(number -> "" + (char) ('A' + number / LETTERS) + (char) ('a' + number % LETTERS))
        .toList();
  }

  static List<String> values(Part part) {
    return IntStream.range(0, VALUES)
        .filter(number -> Part.of(number) == part)
        .mapToObj(number -> "" + number / 10 + number % 10)
        .toList();
  }

  /// Pairs with keys that differ.
  static List<String> draw(Part part, RandomGenerator random, int pairs) {
    List<String> keys = new ArrayList<>(keys(part));
    if (pairs > keys.size()) {
      throw new IllegalArgumentException(
          "pairs must be at most %d, the keys that the %s part has, was %d"
              .formatted(keys.size(), part == Part.TRAINING ? "training" : "held-out", pairs));
    }
    Collections.shuffle(keys, java.util.Random.from(random));
    List<String> values = values(part);
    return keys.subList(0, pairs).stream()
        .map(key -> key + values.get(random.nextInt(values.size())))
        .toList();
  }
}
