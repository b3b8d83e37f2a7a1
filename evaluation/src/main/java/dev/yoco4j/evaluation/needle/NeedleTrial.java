package dev.yoco4j.evaluation.needle;

import java.util.Locale;

/// One prompt of the evaluation.
///
/// @param needles how many are in the text
/// @param length tokens of prompt and answer together
/// @param step of the depth, from 0
/// @param depth fraction of the text that stands before the needle that is asked for
/// @param number of the trial, from 0; trials of one number share their haystack
public record NeedleTrial(int needles, int length, int step, double depth, int number) {
  /// The name of its cell.
  String name() {
    return String.format(
        Locale.ROOT, "needles %d, length %d, depth %d, trial %d", needles, length, step, number);
  }
}
