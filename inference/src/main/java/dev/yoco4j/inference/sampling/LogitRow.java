package dev.yoco4j.inference.sampling;

import dev.yoco4j.inference.ScoredToken;
import java.util.ArrayList;
import java.util.List;

/// A model's logits for one position, in a table of such rows: read, never changed.
///
/// `ln p(i) = l_i - m - ln sum_j exp(l_j - m)`, `m` the largest of the logits `l`; float32 in,
/// double from there on. Rows of the vocabulary without text belong to the sum, and are no
/// alternatives.
public final class LogitRow {
  private final float[] logits;
  private final int begin;
  private final int width;
  private final int texts;
  private final float highest;
  private final float all;
  private final double logSum;

  /// Takes one row.
  ///
  /// @param logits the table; not copied
  /// @param row which one
  /// @param width entries of a row
  /// @param texts how many of them, from the first, are tokens with text
  /// @throws IllegalArgumentException if a logit is NaN or infinite, or all are minus infinity
  public LogitRow(float[] logits, int row, int width, int texts) {
    this.logits = logits;
    this.begin = row * width;
    this.width = width;
    this.texts = texts;
    all = highest(width);
    if (!Float.isFinite(all)) {
      throw new IllegalArgumentException("the largest logit is " + all);
    }
    highest = highest(texts);
    logSum = Math.log(sum(all));
  }

  private float highest(int count) {
    float most = Float.NEGATIVE_INFINITY;
    for (int i = begin; i < begin + count; i++) {
      most = Math.max(most, logits[i]); // NaN stays NaN
    }
    return most;
  }

  private double sum(double most) {
    double sum = 0;
    for (int i = begin; i < begin + width; i++) {
      sum += Math.exp(logits[i] - most);
    }
    return sum;
  }

  /// Says how likely a token is.
  ///
  /// @param token its id
  /// @param alternatives how many of the most likely tokens to name
  /// @return the token's score
  public ScoredToken score(int token, int alternatives) {
    List<ScoredToken.Alternative> likely = new ArrayList<>();
    for (int id : mostLikely(Math.min(alternatives, texts))) {
      likely.add(new ScoredToken.Alternative(id, logProbability(id)));
    }
    boolean first = logits[begin + token] >= highest;
    return new ScoredToken(token, logProbability(token), first, likely);
  }

  private double logProbability(int token) {
    return (double) logits[begin + token] - all - logSum;
  }

  /// The `count` most likely tokens, likeliest first, equal ones by id.
  private int[] mostLikely(int count) {
    int[] best = new int[count];
    int found = 0;
    for (int token = 0; token < texts && count > 0; token++) {
      float logit = logits[begin + token];
      if (found == count && logit <= logits[begin + best[count - 1]]) {
        continue;
      }
      int place = found < count ? found++ : count - 1;
      while (place > 0 && logit > logits[begin + best[place - 1]]) {
        best[place] = best[place - 1];
        place--;
      }
      best[place] = token;
    }
    return best;
  }
}
