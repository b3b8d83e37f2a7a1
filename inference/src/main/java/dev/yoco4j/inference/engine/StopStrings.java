package dev.yoco4j.inference.engine;

import java.util.List;

/// Watches a text that arrives in pieces for the first of some strings.
///
/// A piece is passed on as soon as no stop string can begin in it; what is passed on never contains
/// any part of the stop string that ends the text. Of several, the one that is complete first ends
/// the text, and the longest of those: how the text is cut into pieces makes no difference.
final class StopStrings {
  private final List<String> strings;
  private final StringBuilder held = new StringBuilder();
  private boolean found;

  StopStrings(List<String> strings) {
    this.strings = strings;
  }

  /// Whether a stop string has appeared; nothing is passed on after it.
  boolean found() {
    return found;
  }

  /// Takes a piece.
  ///
  /// @return text that is settled by it
  String add(String piece) {
    if (found) {
      return "";
    }
    held.append(piece);
    int stop = firstStop();
    if (stop >= 0) {
      found = true;
      return settle(stop);
    }
    return settle(beginOfPossibleStop());
  }

  /// Ends the text.
  ///
  /// @return what was held back, which turns out to be no stop string
  String finish() {
    return found ? "" : settle(held.length());
  }

  private String settle(int length) {
    String settled = held.substring(0, length);
    held.delete(0, length);
    return settled;
  }

  /// Where the stop string begins that is complete first; -1 if none is complete.
  private int firstStop() {
    int begin = -1;
    int end = Integer.MAX_VALUE;
    for (String string : strings) {
      int at = held.indexOf(string);
      int after = at + string.length();
      if (at >= 0 && (after < end || (after == end && at < begin))) {
        begin = at;
        end = after;
      }
    }
    return begin;
  }

  /// Where the longest end of the text begins that is the beginning of a stop string.
  private int beginOfPossibleStop() {
    int longest = strings.stream().mapToInt(String::length).max().orElse(0);
    int from = Math.max(0, held.length() - longest + 1);
    while (from < held.length() && !mayStopFrom(from)) {
      from++;
    }
    return Math.min(from, held.length());
  }

  private boolean mayStopFrom(int from) {
    String end = held.substring(from);
    return strings.stream().anyMatch(s -> s.startsWith(end));
  }
}
