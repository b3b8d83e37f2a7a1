package dev.yoco4j.evaluation.synthetic;

import java.util.List;
import java.util.stream.IntStream;

/// What is asked of a model, at each length and depth.
///
/// @param lengths tokens of a trial: the begin token, the text, and the answer
/// @param depths how many, evenly spread from the beginning to right before the question
/// @param trials of each length and depth
/// @param pairs in each text, one of which is asked for
/// @param seed of all texts
public record RecallConfig(List<Integer> lengths, int depths, int trials, int pairs, long seed) {
  /// Checks the bounds.
  ///
  /// @throws IllegalArgumentException if one is broken, or a length is too short for its pairs; the
  ///   message names it
  public RecallConfig {
    lengths = List.copyOf(lengths);
    atLeastOne("lengths", lengths.size());
    atLeastOne("depths", depths);
    atLeastOne("trials", trials);
    for (int length : lengths) {
      var _ = trial(length, pairs, 0, seed, 0);
    }
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, was " + value);
    }
  }

  /// Where the answer stands, from 0 to 1.
  ///
  /// @param depth its number
  /// @return the part of the text that stands before it
  public double depth(int depth) {
    return depths == 1 ? 0.5 : (double) depth / (depths - 1);
  }

  /// The texts of a cell, the same for every model.
  List<MadeDocument> trials(int length, int depth) {
    return IntStream.range(0, trials)
        .mapToObj(trial -> trial(length, pairs, depth(depth), seed, depth * trials + trial))
        .toList();
  }

  /// The begin token is one of the tokens; the others are the bytes of the text.
  private static MadeDocument trial(int length, int pairs, double depth, long seed, int number) {
    try {
      return RecallDocuments.probe(
          length - 1, pairs, depth, SyntheticDocuments.random(seed, length, number));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("length %d: %s".formatted(length, e.getMessage()), e);
    }
  }
}
