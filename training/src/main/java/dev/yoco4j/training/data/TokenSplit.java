package dev.yoco4j.training.data;

import java.util.BitSet;

/// Documents to train on, and documents to validate with: no token is in both.
///
/// Documents are taken for validation in a seeded order until they hold the fraction asked for; one
/// that would bring them above twice that is passed over. Where this finds less than half of it,
/// because the documents are few and long or there is only one, the end of the longest document
/// left makes up the rest. So validation has from half to twice the fraction, and training is never
/// empty.
///
/// @param training what to train on
/// @param validation what to validate with; no tokens if the fraction was too small for one
public record TokenSplit(TokenView training, TokenView validation) {

  /// Splits a file.
  ///
  /// @param file the file, which must stay open
  /// @param validationFraction of all tokens, at least 0 and below 1; with 0 all is for training
  /// @param seed decides which documents
  /// @return the split, the same for the same file, fraction and seed
  /// @throws IllegalArgumentException if the fraction is out of range
  public static TokenSplit of(TokenFile file, double validationFraction, long seed) {
    if (!(validationFraction >= 0 && validationFraction < 1)) {
      throw new IllegalArgumentException(
          "validationFraction must be at least 0 and below 1, was " + validationFraction);
    }
    long target = (long) (validationFraction * file.tokens());
    BitSet chosen = new BitSet(file.documents());
    long taken = target == 0 ? 0 : choose(file, target, seed, chosen);
    int cut = -1;
    long tail = 0;
    if (taken < target - target / 2) {
      cut = longest(file, chosen);
      tail = target - taken;
    }
    TokenView.Builder training = new TokenView.Builder(file);
    TokenView.Builder validation = new TokenView.Builder(file);
    for (int i = 0; i < file.documents(); i++) {
      long start = file.documentStart(i);
      long end = file.documentStart(i + 1);
      long boundary = chosen.get(i) ? start : i == cut ? end - tail : end;
      training.add(start, boundary);
      validation.add(boundary, end);
    }
    int validationDocuments = chosen.cardinality();
    return new TokenSplit(
        training.build("the text for training", file.documents() - validationDocuments),
        validation.build("the text for validation", validationDocuments + (tail > 0 ? 1 : 0)));
  }

  private static long choose(TokenFile file, long target, long seed, BitSet chosen) {
    Permutation order = new Permutation(file.documents(), seed);
    // The second bound leaves training something where the fraction is above a half.
    long most = Math.min(2 * target, target + (file.tokens() - target) / 2);
    long taken = 0;
    for (int i = 0; i < file.documents() && taken < target; i++) {
      int document = (int) order.apply(i);
      long length = length(file, document);
      if (taken + length <= most) {
        chosen.set(document);
        taken += length;
      }
    }
    return taken;
  }

  private static int longest(TokenFile file, BitSet without) {
    int longest = -1;
    for (int i = without.nextClearBit(0); i < file.documents(); i = without.nextClearBit(i + 1)) {
      longest = longest < 0 || length(file, i) > length(file, longest) ? i : longest;
    }
    return longest;
  }

  private static long length(TokenFile file, int document) {
    return file.documentStart(document + 1) - file.documentStart(document);
  }
}
