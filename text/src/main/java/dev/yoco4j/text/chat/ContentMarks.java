package dev.yoco4j.text.chat;

import dev.yoco4j.text.Tokenizer;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Keeps the names of special tokens in a message apart from those of a template.
///
/// A mark, a code point that is no character and in no message, is put into every name that a
/// message spells, and at its ends where the template's text could complete one. What has a mark in
/// it is no name; marks are dropped before the text is encoded.
record ContentMarks(char mark, TokenNames names) {
  static ContentMarks of(TokenNames names, List<ChatMessage> messages) {
    IntPredicate unused = c -> messages.stream().noneMatch(m -> m.content().indexOf(c) >= 0);
    int mark =
        IntStream.rangeClosed(0xFDD0, 0xFDEF)
            .filter(unused)
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "the messages hold all code points from U+FDD0 to U+FDEF, which are no characters"));
    return new ContentMarks((char) mark, names);
  }

  String put(String content) {
    String body = content.strip();
    if (body.isEmpty()) {
      return content;
    }
    int start = content.indexOf(body);
    StringBuilder marked = new StringBuilder(content.length()).append(content, 0, start);
    mark(marked, names.completedByStartOf(body));
    for (int i = 0; i < body.length(); i++) {
      marked.append(body.charAt(i));
      mark(marked, names.spelledAt(body, i));
    }
    mark(marked, names.begunByEndOf(body));
    return marked.append(content, start + body.length(), content.length()).toString();
  }

  private void mark(StringBuilder text, boolean wanted) {
    if (wanted) {
      text.append(mark);
    }
  }

  /// Encodes a text with marks in it.
  int[] encode(String text, Tokenizer tokenizer) {
    IntStream.Builder tokens = IntStream.builder();
    int done = 0;
    int at = 0;
    while (at < text.length()) {
      String name = names.at(text, at);
      at += Math.max(1, name.length());
      if (!name.isEmpty()) {
        ordinary(text.substring(done, at - name.length()), tokenizer).forEach(tokens);
        tokens.add(names.id(name));
        done = at;
      }
    }
    ordinary(text.substring(done), tokenizer).forEach(tokens);
    return tokens.build().toArray();
  }

  private IntStream ordinary(String text, Tokenizer tokenizer) {
    return IntStream.of(tokenizer.encode(drop(text)));
  }

  String drop(String text) {
    return text.replace(Character.toString(mark), "");
  }

  /// Where a text with marks goes on after one without.
  ///
  /// @return empty if it does not begin with it
  OptionalInt placeAfter(String start, String text) {
    int matched = 0;
    int at = 0;
    while (matched < start.length() && at < text.length()) {
      char c = text.charAt(at++);
      if (c != mark) {
        if (c != start.charAt(matched)) {
          return OptionalInt.empty();
        }
        matched++;
      }
    }
    return matched == start.length() ? OptionalInt.of(at) : OptionalInt.empty();
  }
}
