package dev.yoco4j.model.accounting;

import java.util.function.LongPredicate;

/// Searches for the longest context that fits.
public final class LongestContext {
  private LongestContext() {}

  /// The longest context of which something holds, where it holds of all shorter ones too.
  ///
  /// @param most contexts beyond this are not looked for; at most 2^61
  /// @param fits whether a context of so many positions, at least 1, does
  /// @return positions; 0 if not even one fits
  public static long within(long most, LongPredicate fits) {
    long fitting = 0;
    long failing = 1;
    while (failing <= most && fits.test(failing)) {
      fitting = failing;
      failing *= 2;
    }
    failing = Math.min(failing, most + 1);
    while (failing - fitting > 1) {
      long middle = fitting + (failing - fitting) / 2;
      if (fits.test(middle)) {
        fitting = middle;
      } else {
        failing = middle;
      }
    }
    return fitting;
  }
}
