package dev.yoco4j.inference;

import java.util.List;

/// A token, and how likely the model holds it.
///
/// Probabilities are the model's own: the softmax of its logits, before penalties, bias,
/// temperature and cuts. Sums are in double precision.
///
/// @param token its id
/// @param logProbability natural logarithm, at most 0
/// @param mostLikely whether no token is more likely; of equally likely ones greedy generation
///   takes the lowest
/// @param alternatives the most likely tokens, as many as were asked for, likeliest first and equal
///   ones by id; the token itself is among them if it is one of these, with the same number
public record ScoredToken(
    int token, double logProbability, boolean mostLikely, List<Alternative> alternatives) {
  /// Copies.
  public ScoredToken {
    alternatives = List.copyOf(alternatives);
  }

  /// A token that was likely, too.
  ///
  /// @param token its id
  /// @param logProbability natural logarithm
  public record Alternative(int token, double logProbability) {}
}
