package dev.yoco4j.evaluation.task;

import dev.yoco4j.inference.TokenIds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Tokens that go on where a stem's past ends, and what they should have predicted.
///
/// Choices that differ in their last token only, such as single words, are fed once.
///
/// @param stem index of the stem in its cohort
/// @param tokens the rest of the context and the continuation without its last token
/// @param firstRow position whose prediction is the continuation's first token
/// @param targets what follows the positions from the first row on
record Feed(int stem, TokenIds tokens, int firstRow, List<Target> targets) {
  /// One request's continuation.
  ///
  /// @param request its index
  /// @param tokens one for each row
  record Target(int request, TokenIds tokens) {}

  /// The feeds of a cohort.
  ///
  /// @param cohort stems
  /// @param absorbed tokens of each context that are in its past
  /// @param requests all requests
  static List<Feed> of(List<Stem> cohort, int absorbed, List<Request> requests) {
    List<Feed> feeds = new ArrayList<>();
    for (int stem = 0; stem < cohort.size(); stem++) {
      Map<TokenIds, Feed> distinct = new LinkedHashMap<>();
      for (int index : cohort.get(stem).requests()) {
        Request request = requests.get(index);
        int at = stem;
        TokenIds tokens = tokens(request, absorbed);
        int firstRow = request.context().size() - absorbed - 1;
        distinct
            .computeIfAbsent(tokens, _ -> new Feed(at, tokens, firstRow, new ArrayList<>()))
            .targets()
            .add(new Target(index, request.continuation()));
      }
      feeds.addAll(distinct.values());
    }
    return feeds;
  }

  private static TokenIds tokens(Request request, int absorbed) {
    int[] context = request.context().toArray();
    int[] continuation = request.continuation().toArray();
    int rest = context.length - absorbed;
    int[] tokens = Arrays.copyOfRange(context, absorbed, context.length + continuation.length - 1);
    System.arraycopy(continuation, 0, tokens, rest, continuation.length - 1);
    return TokenIds.of(tokens);
  }
}
