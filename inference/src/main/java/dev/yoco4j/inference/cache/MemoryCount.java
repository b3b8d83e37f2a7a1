package dev.yoco4j.inference.cache;

import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Adds up the memory of sequences, and counts once what several of them share.
///
/// What only sequences hold that are not counted does not count, even where it lies in one piece
/// with what is: it goes when those go.
///
/// Counts may stand on each other, so that many sequences that stay as they are need not be counted
/// again with each step of a few.
public final class MemoryCount {
  private final Settled below;
  private final IdentityHashMap<SharedRows, Need> needed = new IdentityHashMap<>();
  private @Nullable Settled settled;
  private long stateBytes;

  /// Nothing counted yet.
  public MemoryCount() {
    this(Settled.NOTHING);
  }

  private MemoryCount(Settled below) {
    this.below = below;
    stateBytes = below.stateBytes();
  }

  /// A count that goes on from here. It holds while the sequences that are counted here stay as
  /// they are; to this count nothing is added any more.
  ///
  /// @return a count of all of this, to which more is added
  public MemoryCount more() {
    Settled all = settled == null ? settle() : settled;
    settled = all;
    return new MemoryCount(all);
  }

  private Settled settle() {
    IdentityHashMap<SharedRows, Part> parts = new IdentityHashMap<>(below.parts());
    needed.forEach((rows, need) -> {
      Need all = need.orMore(below.of(rows).need());
      parts.put(rows, new Part(all, rows.bytes(all.bytes())));
    });
    return new Settled(parts, keyValueBytes(), slotPositions(), stateBytes);
  }

  /// Counts a sequence.
  ///
  /// @param past its past
  /// @throws IllegalStateException if another count goes on from this one
  public void add(SequencePast past) {
    if (settled != null) {
      throw new IllegalStateException("nothing can be added to a count that others go on from");
    }
    past.slots().forEach(slot -> slot.count(this));
  }

  void addState(long bytes) {
    stateBytes += bytes;
  }

  void addShared(SharedRows rows, long positions, long bytes) {
    needed.merge(rows, new Need(positions, bytes), Need::orMore);
  }

  /// Positions of all global slots together.
  ///
  /// @return the sum over slots, those that several sequences share counted once
  public long slotPositions() {
    long sum = below.slotPositions();
    for (Map.Entry<SharedRows, Need> entry : needed.entrySet()) {
      Need already = below.of(entry.getKey()).need();
      sum += entry.getValue().orMore(already).positions() - already.positions();
    }
    return sum;
  }

  /// Keys and values of global slots: what grows with the sequences.
  ///
  /// @return bytes
  public long keyValueBytes() {
    long sum = below.keyValueBytes();
    for (Map.Entry<SharedRows, Need> entry : needed.entrySet()) {
      Part already = below.of(entry.getKey());
      long all = entry.getValue().orMore(already.need()).bytes();
      sum += entry.getKey().bytes(all) - already.bytes();
    }
    return sum;
  }

  /// Retention states and windows: what does not.
  ///
  /// @return bytes
  public long stateBytes() {
    return stateBytes;
  }

  /// All of it.
  ///
  /// @return bytes
  public long bytes() {
    return keyValueBytes() + stateBytes;
  }

  /// What the sequence that reads most of some rows needs of them.
  private record Need(long positions, long bytes) {
    Need orMore(Need other) {
      return positions < other.positions ? other : this;
    }
  }

  /// Some rows of a settled count.
  ///
  /// @param bytes that they add to its sum
  private record Part(Need need, long bytes) {
    static final Part NONE = new Part(new Need(0, 0), 0);
  }

  /// A count that does not change any more, with its sums.
  private record Settled(
      IdentityHashMap<SharedRows, Part> parts,
      long keyValueBytes,
      long slotPositions,
      long stateBytes) {
    static final Settled NOTHING = new Settled(new IdentityHashMap<>(), 0, 0, 0);

    Part of(SharedRows rows) {
      return parts.getOrDefault(rows, Part.NONE);
    }
  }
}
