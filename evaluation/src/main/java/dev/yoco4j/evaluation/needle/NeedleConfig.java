package dev.yoco4j.evaluation.needle;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// What is tried.
///
/// @param lengths tokens of prompt and answer together
/// @param needles how many are in the text at once
/// @param depths the reference's number of depths, 11: with one needle the fractions `0/10` to
///   `10/10`, with more `1/11` to `10/11`
/// @param trials at each depth; empty for the reference's 10 with one needle and 5 with more
/// @param seed of haystacks, cities, numbers and places
public record NeedleConfig(
    List<Integer> lengths, List<Integer> needles, int depths, OptionalInt trials, long seed) {
  /// The longest length that can be tried, in tokens.
  public static final int LONGEST = 1 << 30;

  private static final int SINGLE_TRIALS = 10;
  private static final int MULTI_TRIALS = 5;

  /// Copies and checks.
  ///
  /// @throws IllegalArgumentException if a bound is broken; the message names it
  public NeedleConfig {
    lengths = lengths.stream().distinct().sorted().toList();
    needles = needles.stream().distinct().sorted().toList();
    if (lengths.isEmpty() || needles.isEmpty()) {
      throw new IllegalArgumentException("lengths and needles must be at least one each");
    }
    if (needles.getFirst() < 1 || needles.getLast() > Cities.ALL.size()) {
      throw new IllegalArgumentException(
          "needles must be at least 1 and at most %d, were %s"
              .formatted(Cities.ALL.size(), needles));
    }
    if (depths < 2) {
      throw new IllegalArgumentException("depths must be at least 2, were " + depths);
    }
    if (trials.isPresent() && trials.getAsInt() < 1) {
      throw new IllegalArgumentException("trials must be at least 1, were " + trials.getAsInt());
    }
  }

  /// Trials at each depth.
  ///
  /// @param count of needles
  /// @return at least 1
  public int trials(int count) {
    return trials.orElse(count == 1 ? SINGLE_TRIALS : MULTI_TRIALS);
  }

  /// The depths.
  ///
  /// @param count of needles
  /// @return fractions, rising
  public List<Double> depths(int count) {
    List<Double> fractions = new ArrayList<>();
    if (count == 1) {
      for (int i = 0; i < depths; i++) {
        fractions.add((double) i / (depths - 1));
      }
    } else {
      for (int i = 1; i < depths; i++) {
        fractions.add((double) i / depths);
      }
    }
    return fractions;
  }

  /// All trials, those that share most of their text next to each other.
  ///
  /// @return in the order in which they are best run
  public List<NeedleTrial> all() {
    List<NeedleTrial> all = new ArrayList<>();
    int most = needles.stream().mapToInt(this::trials).max().orElse(0);
    for (int number = 0; number < most; number++) {
      for (int count : needles) {
        if (number < trials(count)) {
          add(all, count, number);
        }
      }
    }
    return all;
  }

  private void add(List<NeedleTrial> all, int count, int number) {
    List<Double> fractions = depths(count);
    for (int length : lengths) {
      for (int step = 0; step < fractions.size(); step++) {
        all.add(new NeedleTrial(count, length, step, fractions.get(step), number));
      }
    }
  }
}
