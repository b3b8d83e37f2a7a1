package dev.yoco4j.inference.constraint;

import org.jspecify.annotations.Nullable;

/// What is missing of a character in UTF-8, after its first byte.
///
/// @param low smallest byte that may follow
/// @param high largest
/// @param left bytes that are missing
record Utf8(int low, int high, int left) {
  private static final int LOW = 0x80;
  private static final int HIGH = 0xBF;

  /// Begins a character of several bytes: no overlong form, no surrogate, none above U+10FFFF.
  ///
  /// @return null if the byte begins none
  static @Nullable Utf8 first(int next) {
    if (next >= 0xC2 && next <= 0xDF) {
      return new Utf8(LOW, HIGH, 1);
    }
    if (next >= 0xE0 && next <= 0xEF) {
      return new Utf8(next == 0xE0 ? 0xA0 : LOW, next == 0xED ? 0x9F : HIGH, 2);
    }
    if (next >= 0xF0 && next <= 0xF4) {
      return new Utf8(next == 0xF0 ? 0x90 : LOW, next == 0xF4 ? 0x8F : HIGH, 3);
    }
    return null;
  }

  boolean allows(int next) {
    return next >= low && next <= high;
  }

  /// What is missing after one more byte.
  ///
  /// @return null if nothing is
  @Nullable Utf8 rest() {
    return left == 1 ? null : new Utf8(LOW, HIGH, left - 1);
  }
}
