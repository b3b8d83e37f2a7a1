package dev.yoco4j.evaluation.perplexity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// How well a model predicts a text.
///
/// @param documents that were scored
/// @param passedOver documents that were shorter than asked for, or had nothing to score
/// @param bytes of the scored documents in UTF-8
/// @param leftOut tokens of scored documents that were not scored
/// @param all every scored token
/// @param split tokens whose pair was seen before, and the rest; if asked for
/// @param positions by position; if asked for
public record PerplexityResult(
    long documents,
    long passedOver,
    long bytes,
    long leftOut,
    Score all,
    Optional<RepeatSplit> split,
    List<PositionScore> positions) {
  /// Copies the list.
  public PerplexityResult {
    positions = List.copyOf(positions);
  }

  /// What some tokens cost.
  ///
  /// @param tokens how many
  /// @param nats their sum
  public record Score(long tokens, double nats) {
    static Score of(Tally.Sum sum) {
      return new Score(sum.tokens(), sum.nats());
    }

    Score minus(Score other) {
      return new Score(tokens - other.tokens, nats - other.nats);
    }

    /// The mean.
    ///
    /// @return nats per token; NaN if there are none
    public double loss() {
      return nats / tokens;
    }

    /// The exponential of the mean.
    ///
    /// @return perplexity per token; NaN if there are none
    public double perplexity() {
      return Math.exp(loss());
    }
  }

  /// YOCO (arXiv 2405.05254), table 5.
  ///
  /// @param repeats tokens that end a pair which stood in the window before: "AR-Hit"
  /// @param rest the others: "First-Occur"
  public record RepeatSplit(Score repeats, Score rest) {}

  /// Tokens of one stretch of positions.
  ///
  /// @param to how many tokens stand before them at most: a power of two, or what the longest
  ///   document has; the stretch begins above that of the one before
  /// @param own they alone
  /// @param upTo they and all before them
  /// @param documents that reach so far
  public record PositionScore(long to, Score own, Score upTo, long documents) {}

  static List<PositionScore> positions(Tally tally) {
    List<PositionScore> positions = new ArrayList<>();
    Tally.Sum upTo = Tally.Sum.NONE;
    for (int k = 0; k < tally.positions().size(); k++) {
      Tally.Sum own = tally.positions().get(k);
      upTo = upTo.plus(own);
      positions.add(
          new PositionScore(
              Math.min(1L << k, tally.longest()), Score.of(own), Score.of(upTo), own.documents()));
    }
    return positions;
  }

  /// Bits that a byte of text costs, whatever the tokenizer.
  ///
  /// @return empty if not all of the text was scored
  public OptionalDouble bitsPerByte() {
    return leftOut > 0 || bytes == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(all.nats() / Math.log(2) / bytes);
  }
}
