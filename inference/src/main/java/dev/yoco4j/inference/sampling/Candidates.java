package dev.yoco4j.inference.sampling;

import java.util.Arrays;

/// The tokens that may still be drawn; cuts keep the most likely ones, without sorting.
///
/// Tokens are ordered by logit, and equal logits by id, lowest first: no two are equal, so each cut
/// has one answer. A cut partitions around pivots as quickselect does, in time linear in the
/// vocabulary on average.
final class Candidates {
  private float[] logits = {};
  private int[] tokens = {};
  private double[] weights = {};
  private int count;

  /// Makes every token a candidate.
  void reset(float[] newLogits) {
    logits = newLogits;
    if (tokens.length < logits.length) {
      tokens = new int[logits.length];
      weights = new double[logits.length];
    }
    count = logits.length;
    Arrays.setAll(tokens, i -> i);
  }

  /// Keeps the `k` most likely.
  void keepMostLikely(int k) {
    int from = 0;
    int to = count;
    while (from < to && k < to) {
      int pivot = partition(from, to);
      if (pivot >= k) {
        to = pivot;
      } else {
        from = pivot + 1;
      }
    }
    count = Math.min(count, k);
  }

  /// Gives each candidate the weight `exp((logit - highest) / temperature)`.
  void weigh(float highest, double temperature) {
    for (int i = 0; i < count; i++) {
      int token = tokens[i];
      weights[token] = Math.exp(((double) logits[token] - highest) / temperature);
    }
  }

  /// Keeps the fewest most likely that have at least this share of all weight.
  void keepShare(double share) {
    double wanted = share * weight(0, count);
    int from = 0;
    int to = count;
    while (from < to) {
      int pivot = partition(from, to);
      double ahead = weight(from, pivot);
      if (ahead >= wanted) {
        to = pivot;
      } else {
        wanted -= ahead + weights[tokens[pivot]];
        from = pivot + 1;
        if (wanted <= 0) {
          to = from;
        }
      }
    }
    count = to;
  }

  /// Keeps those of at least this weight; the most likely has weight 1.
  void keepWeight(double lowest) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (weights[tokens[i]] >= lowest) {
        tokens[kept++] = tokens[i];
      }
    }
    count = kept;
  }

  /// Draws by weight.
  ///
  /// @param uniform at least 0, below 1
  int draw(double uniform) {
    double left = uniform * weight(0, count);
    int drawn = -1;
    for (int i = 0; i < count && left >= 0; i++) {
      double weight = weights[tokens[i]];
      if (weight > 0) {
        drawn = tokens[i];
        left -= weight;
      }
    }
    return drawn;
  }

  /// The candidates, in no order.
  int[] kept() {
    return Arrays.copyOf(tokens, count);
  }

  private double weight(int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += weights[tokens[i]];
    }
    return sum;
  }

  /// Reorders a range around one of its tokens, the more likely ones ahead of it.
  ///
  /// @return where that token is afterwards
  private int partition(int from, int to) {
    swap(medianOfThree(from, (from + to) >>> 1, to - 1), to - 1);
    int pivot = tokens[to - 1];
    int place = from;
    for (int i = from; i < to - 1; i++) {
      if (ahead(tokens[i], pivot)) {
        swap(i, place++);
      }
    }
    swap(place, to - 1);
    return place;
  }

  private int medianOfThree(int a, int b, int c) {
    boolean ab = ahead(tokens[a], tokens[b]);
    boolean bc = ahead(tokens[b], tokens[c]);
    boolean ac = ahead(tokens[a], tokens[c]);
    if (ab == bc) {
      return b;
    }
    return ab == ac ? c : a;
  }

  private boolean ahead(int token, int other) {
    return logits[token] > logits[other] || (logits[token] == logits[other] && token < other);
  }

  private void swap(int i, int j) {
    int token = tokens[i];
    tokens[i] = tokens[j];
    tokens[j] = token;
  }
}
