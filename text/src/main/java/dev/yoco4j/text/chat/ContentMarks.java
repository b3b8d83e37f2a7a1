package dev.yoco4j.text.chat;

import dev.yoco4j.text.Tokenizer;
import java.util.Collection;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Keeps the names of special tokens in a message apart from those of a template.
///
/// A mark, a code point that is no character and in no message, is put into every name that a
/// message spells, and at its ends where the template's text could complete one. What has a mark in
/// it is no name; marks are dropped before the text is encoded.
record ContentMarks(String mark, Collection<String> names) {
  static ContentMarks of(Collection<String> names, List<ChatMessage> messages) {
    IntPredicate unused = c -> messages.stream().noneMatch(m -> m.content().indexOf(c) >= 0);
    int mark =
        IntStream.rangeClosed(0xFDD0, 0xFDEF)
            .filter(unused)
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "the messages hold all code points from U+FDD0 to U+FDEF, which are no characters"));
    return new ContentMarks(
        Character.toString(mark),
        names.stream().filter(name -> name.length() > 1).collect(Collectors.toList()));
  }

  String put(String content) {
    String body = content.strip();
    if (body.isEmpty()) {
      return content;
    }
    int start = content.indexOf(body);
    StringBuilder marked = new StringBuilder(content.substring(0, start));
    marked.append(completesAtStart(body) ? mark : "");
    for (int i = 0; i < body.length(); i++) {
      int at = i;
      marked.append(body.charAt(i));
      marked.append(names.stream().anyMatch(name -> body.startsWith(name, at)) ? mark : "");
    }
    marked.append(completesAtEnd(body) ? mark : "");
    return marked.append(content.substring(start + body.length())).toString();
  }

  private boolean completesAtStart(String body) {
    return names.stream()
        .anyMatch(name ->
            name.contains(body)
                || IntStream.range(1, name.length())
                    .anyMatch(i -> body.startsWith(name.substring(i))));
  }

  private boolean completesAtEnd(String body) {
    return names.stream()
        .anyMatch(name ->
            IntStream.range(1, name.length()).anyMatch(i -> body.endsWith(name.substring(0, i))));
  }

  /// Encodes a text with marks in it.
  int[] encode(String text, Tokenizer tokenizer) {
    IntStream.Builder tokens = IntStream.builder();
    int done = 0;
    for (int i = 0; i < text.length(); i++) {
      String name = nameAt(text, i);
      if (!name.isEmpty()) {
        ordinary(text.substring(done, i), tokenizer).forEach(tokens);
        tokens.add(tokenizer.specialTokens().getOrDefault(name, -1));
        done = i + name.length();
        i = done - 1;
      }
    }
    ordinary(text.substring(done), tokenizer).forEach(tokens);
    return tokens.build().toArray();
  }

  private IntStream ordinary(String text, Tokenizer tokenizer) {
    return IntStream.of(tokenizer.encode(drop(text)));
  }

  String drop(String text) {
    return text.replace(mark, "");
  }

  /// The longest name at a place, or nothing.
  private String nameAt(String text, int at) {
    String longest = "";
    for (String name : names) {
      if (name.length() > longest.length() && text.startsWith(name, at)) {
        longest = name;
      }
    }
    return longest;
  }
}
