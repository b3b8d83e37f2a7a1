package dev.yoco4j.text;

import java.util.OptionalInt;

/// The tokens that stand before and after a document.
///
/// @param beginOfText id of the first, or empty if there is none
/// @param endOfText id of the last, or empty if there is none
public record DocumentTokens(OptionalInt beginOfText, OptionalInt endOfText) {
  /// Both tokens.
  ///
  /// @param beginOfText id of the first
  /// @param endOfText id of the last
  /// @return the two
  public static DocumentTokens of(int beginOfText, int endOfText) {
    return new DocumentTokens(OptionalInt.of(beginOfText), OptionalInt.of(endOfText));
  }
}
