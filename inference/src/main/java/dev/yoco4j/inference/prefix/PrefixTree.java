package dev.yoco4j.inference.prefix;

import dev.yoco4j.inference.cache.MemoryCount;
import dev.yoco4j.inference.cache.SequencePast;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Snapshots of sequences by their tokens: who begins as an earlier sequence did goes on from
/// there.
///
/// A radix tree: sequences share the edges of what they have in common, and snapshots sit where
/// they were taken. Nothing can be trimmed, so that a snapshot serves sequences that go through it
/// and no shorter ones. Positions of global slots are shared between snapshots; retention states
/// and windows are what each costs. For use by one thread.
public final class PrefixTree implements AutoCloseable {
  private final Node root = Node.root();
  private long uses;
  private int size;
  private @Nullable MemoryCount counted;

  /// An empty tree.
  public PrefixTree() {}

  /// A part of a sequence that is in memory already.
  ///
  /// @param length tokens
  /// @param past a fork of the snapshot, the caller's
  public record Match(int length, SequencePast past) {}

  /// Keeps a snapshot; one that is there for the same tokens stays, and the new one is closed.
  ///
  /// @param tokens a sequence
  /// @param past of its first tokens, as many as the past is long; the tree's from now on
  /// @return whether it was kept
  public boolean add(int[] tokens, SequencePast past) {
    int length = Math.toIntExact(past.length());
    if (length < 1 || length > tokens.length) {
      throw new IllegalArgumentException(
          "a snapshot must be of 1 to " + tokens.length + " tokens, was of " + length);
    }
    Node node = root.at(tokens, length);
    node.use(++uses);
    recount();
    if (node.snapshot().isPresent()) {
      past.close();
      return false;
    }
    node.take(past);
    size++;
    return true;
  }

  /// Finds the longest snapshot that a sequence goes through.
  ///
  /// @param tokens the sequence
  /// @param longest tokens that the match may have
  /// @return a fork, or nothing
  public Optional<Match> longest(int[] tokens, int longest) {
    return root.deepest(tokens, longest)
        .map(found -> {
          found.use(++uses);
          SequencePast past = found.snapshot().orElseThrow().fork();
          return new Match(Math.toIntExact(past.length()), past);
        });
  }

  /// How long the longest snapshot is that a sequence goes through; nothing counts as its use.
  ///
  /// @param tokens the sequence
  /// @return tokens, 0 if there is none
  public int longest(int[] tokens) {
    return root.deepest(tokens, tokens.length)
        .flatMap(Node::snapshot)
        .map(past -> Math.toIntExact(past.length()))
        .orElse(0);
  }

  /// Whether a snapshot of exactly these tokens is there.
  ///
  /// @param tokens a sequence
  /// @param length tokens of it
  /// @return true if so
  public boolean contains(int[] tokens, int length) {
    return root.deepest(tokens, length)
        .flatMap(Node::snapshot)
        .filter(past -> past.length() == length)
        .isPresent();
  }

  /// Forgets one snapshot.
  ///
  /// @param tokens a sequence
  /// @param length tokens of it
  public void remove(int[] tokens, int length) {
    root.deepest(tokens, length)
        .filter(node -> node.snapshot().orElseThrow().length() == length)
        .ifPresent(this::drop);
  }

  /// Forgets the snapshot that was not used for the longest time.
  ///
  /// @return false if there is none
  public boolean evict() {
    Optional<Node> oldest = all().stream().min(Comparator.comparingLong(Node::lastUse));
    oldest.ifPresent(this::drop);
    return oldest.isPresent();
  }

  private void drop(Node node) {
    node.snapshot().orElseThrow().close();
    node.forget();
    size--;
    recount();
  }

  /// Begins a count with the memory of all snapshots.
  ///
  /// Snapshots are counted where one has come or gone, and not again before: there may be tens of
  /// thousands, and the engine asks with each token.
  ///
  /// @return to which more is added
  public MemoryCount count() {
    MemoryCount all = counted == null ? countAll() : counted;
    counted = all;
    return all.more();
  }

  private MemoryCount countAll() {
    MemoryCount count = new MemoryCount();
    all().forEach(node -> count.add(node.snapshot().orElseThrow()));
    return count;
  }

  /// Makes the next count begin anew: for who closed a sequence that shared memory with snapshots.
  public void recount() {
    counted = null;
  }

  /// How many snapshots there are.
  ///
  /// @return their number
  public int size() {
    return size;
  }

  private List<Node> all() {
    return root.snapshots();
  }

  @Override
  public void close() {
    all().forEach(this::drop);
  }
}
