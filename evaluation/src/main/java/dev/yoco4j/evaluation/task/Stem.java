package dev.yoco4j.evaluation.task;

import dev.yoco4j.inference.TokenIds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Requests that share a context: it is taken in once.
///
/// @param context its tokens
/// @param requests their indices
record Stem(TokenIds context, List<Integer> requests) {
  /// The stems of requests, by the length of their contexts.
  static List<Stem> of(List<Request> requests) {
    Map<TokenIds, Stem> stems = new LinkedHashMap<>();
    for (int i = 0; i < requests.size(); i++) {
      stems
          .computeIfAbsent(
              requests.get(i).context(), context -> new Stem(context, new ArrayList<>()))
          .requests()
          .add(i);
    }
    return stems.values().stream()
        .sorted(Comparator.comparingInt(stem -> stem.context().size()))
        .toList();
  }
}
