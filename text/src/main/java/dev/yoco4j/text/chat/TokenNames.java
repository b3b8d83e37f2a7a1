package dev.yoco4j.text.chat;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// The names of a tokenizer's special tokens, for finding them in a text.
final class TokenNames {
  private final Map<String, Integer> ids;
  private final List<String> names; // the longest first
  private final BitSet firsts = new BitSet(); // their first characters in either case

  TokenNames(Map<String, Integer> ids) {
    this.ids = Map.copyOf(ids);
    names =
        ids.keySet().stream()
            .filter(name -> name.length() > 1)
            .sorted((a, b) -> b.length() - a.length())
            .toList();
    for (String name : names) {
      firsts.set(Character.toLowerCase(name.charAt(0)));
      firsts.set(Character.toUpperCase(name.charAt(0)));
    }
  }

  int id(String name) {
    return ids.getOrDefault(name, -1);
  }

  /// The longest name at a place of a text, or nothing.
  String at(String text, int place) {
    if (firsts.get(text.charAt(place))) {
      for (String name : names) {
        if (text.startsWith(name, place)) {
          return name;
        }
      }
    }
    return "";
  }

  /// Whether a text spells a name at a place, in whatever case: templates may change it.
  boolean spelledAt(String text, int place) {
    return firsts.get(text.charAt(place))
        && names.stream().anyMatch(name -> text.regionMatches(true, place, name, 0, name.length()));
  }

  /// Whether a name could end with the beginning of a text, or has all of it inside.
  boolean completedByStartOf(String text) {
    return names.stream()
        .anyMatch(name ->
            name.contains(text)
                || IntStream.range(1, name.length())
                    .anyMatch(i -> text.startsWith(name.substring(i))));
  }

  /// Whether a name could begin with the end of a text.
  boolean begunByEndOf(String text) {
    return names.stream()
        .anyMatch(name ->
            IntStream.range(1, name.length()).anyMatch(i -> text.endsWith(name.substring(0, i))));
  }
}
