package dev.yoco4j.evaluation.perplexity;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Sums over scored tokens.
final class Tally {
  private static final String ALL = "all";
  private static final String REPEATS = "repeats";
  private static final String POSITIONS = "positions";
  private static final String LONGEST = "longest";

  /// Tokens, what they cost, and how many documents they are of.
  ///
  /// @param tokens scored tokens
  /// @param nats their sum
  /// @param documents documents that have some of them
  record Sum(long tokens, double nats, long documents) {
    static final Sum NONE = new Sum(0, 0, 0);

    Sum plus(Sum other) {
      return new Sum(tokens + other.tokens, nats + other.nats, documents + other.documents);
    }

    private static Sum of(JsonNode node) {
      return new Sum(node.path(0).asLong(), node.path(1).asDouble(), node.path(2).asLong());
    }

    private ArrayNode json() {
      return JsonNodeFactory.instance.arrayNode().add(tokens).add(nats).add(documents);
    }
  }

  private Sum all = Sum.NONE;
  private Sum repeats = Sum.NONE;
  private final List<Sum> positions = new ArrayList<>();
  private int longest;

  Sum all() {
    return all;
  }

  /// Tokens that end a pair which stood before.
  Sum repeats() {
    return repeats;
  }

  /// By powers of two: entry `k` is of the tokens with more than `2^(k-1)` and at most `2^k` tokens
  /// before them, entry 0 of those with one.
  List<Sum> positions() {
    return positions;
  }

  /// The most tokens that stood before one.
  int longest() {
    return longest;
  }

  void addAll(double[] nats) {
    double sum = 0;
    for (double one : nats) {
      sum += one;
    }
    all = all.plus(new Sum(nats.length, sum, 0));
  }

  void addRepeats(Window window, double[] nats) {
    var found = window.repeats();
    for (int i = 0; i < nats.length; i++) {
      if (found.get(window.first() + i)) {
        repeats = repeats.plus(new Sum(1, nats[i], 0));
      }
    }
  }

  /// Of a window that is a document.
  void addPositions(Window window, double[] nats) {
    longest = Math.max(longest, window.inputs());
    int reached = -1;
    for (int i = 0; i < nats.length; i++) {
      int bucket = bucket(window.first() + i);
      while (positions.size() <= bucket) {
        positions.add(Sum.NONE);
      }
      Sum one = new Sum(1, nats[i], bucket > reached ? 1 : 0);
      positions.set(bucket, positions.get(bucket).plus(one));
      reached = bucket;
    }
  }

  private static int bucket(int before) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(before - 1);
  }

  void add(Tally other) {
    all = all.plus(other.all);
    repeats = repeats.plus(other.repeats);
    longest = Math.max(longest, other.longest);
    while (positions.size() < other.positions.size()) {
      positions.add(Sum.NONE);
    }
    for (int i = 0; i < other.positions.size(); i++) {
      positions.set(i, positions.get(i).plus(other.positions.get(i)));
    }
  }

  static Tally of(JsonNode node) {
    Tally tally = new Tally();
    tally.all = Sum.of(node.path(ALL));
    tally.repeats = Sum.of(node.path(REPEATS));
    tally.longest = node.path(LONGEST).asInt();
    node.path(POSITIONS).forEach(one -> tally.positions.add(Sum.of(one)));
    return tally;
  }

  ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set(ALL, all.json());
    node.set(REPEATS, repeats.json());
    node.put(LONGEST, longest);
    ArrayNode buckets = node.putArray(POSITIONS);
    positions.forEach(one -> buckets.add(one.json()));
    return node;
  }
}
