package dev.yoco4j.inference.prefix;

import dev.yoco4j.inference.cache.SequencePast;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A place in the tree: the tokens that lead here from the place above, and what hangs below.
final class Node {
  private @Nullable Node parent;
  private int[] edge;
  private final Map<Integer, Node> children = new HashMap<>();
  private @Nullable SequencePast snapshot;
  private long lastUse;

  private Node(@Nullable Node parent, int[] edge) {
    this.parent = parent;
    this.edge = edge;
  }

  static Node root() {
    return new Node(null, new int[0]);
  }

  /// The place that some tokens lead to, made if it is missing.
  Node at(int[] tokens, int length) {
    Node node = this;
    int done = 0;
    while (done < length) {
      Node child = node.children.get(tokens[done]);
      if (child == null) {
        return node.grow(Arrays.copyOfRange(tokens, done, length));
      }
      int common = child.common(tokens, done, length);
      node = common < child.edge.length ? child.split(common) : child;
      done += common;
    }
    return node;
  }

  private Node grow(int[] tokens) {
    Node child = new Node(this, tokens);
    children.put(tokens[0], child);
    return child;
  }

  /// Puts a place between this one and the one above, after some tokens of the edge.
  private Node split(int at) {
    Node above = parent;
    if (above == null) {
      throw new IllegalStateException("the root has no edge");
    }
    Node middle = above.grow(Arrays.copyOf(edge, at));
    edge = Arrays.copyOfRange(edge, at, edge.length);
    parent = middle;
    middle.children.put(edge[0], this);
    return middle;
  }

  /// How many tokens the edge and a sequence have in common.
  private int common(int[] tokens, int from, int to) {
    int end = Math.min(to, from + edge.length);
    int difference = Arrays.mismatch(edge, 0, end - from, tokens, from, end);
    return difference < 0 ? end - from : difference;
  }

  /// The deepest place with a snapshot that some tokens lead through.
  Optional<Node> deepest(int[] tokens, int length) {
    Node found = null;
    Node node = this;
    int done = 0;
    while (node != null) {
      found = node.snapshot == null ? found : node;
      node = node.next(tokens, done, Math.min(length, tokens.length));
      done += node == null ? 0 : node.edge.length;
    }
    return Optional.ofNullable(found);
  }

  /// The place below whose whole edge the tokens go along.
  private @Nullable Node next(int[] tokens, int from, int to) {
    Node child = from < to ? children.get(tokens[from]) : null;
    return child != null && child.common(tokens, from, to) == child.edge.length ? child : null;
  }

  Optional<SequencePast> snapshot() {
    return Optional.ofNullable(snapshot);
  }

  void take(SequencePast past) {
    snapshot = past;
  }

  /// Drops the snapshot, and places that lead nowhere any more.
  void forget() {
    snapshot = null;
    Node node = this;
    while (node.parent != null && node.snapshot == null && node.children.isEmpty()) {
      Node above = node.parent;
      above.children.remove(node.edge[0]);
      node = above;
    }
  }

  void use(long time) {
    lastUse = time;
  }

  long lastUse() {
    return lastUse;
  }

  /// All places with a snapshot, from here down.
  List<Node> snapshots() {
    List<Node> found = new ArrayList<>();
    Deque<Node> ahead = new ArrayDeque<>(List.of(this)); // a long prompt is a deep tree
    while (!ahead.isEmpty()) {
      Node node = ahead.remove();
      if (node.snapshot != null) {
        found.add(node);
      }
      ahead.addAll(node.children.values());
    }
    return found;
  }
}
