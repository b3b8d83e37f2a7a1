package dev.yoco4j.inference.cache;

import java.util.IdentityHashMap;

/// Adds up the memory of sequences, and counts once what several of them share.
///
/// What only sequences hold that are not counted does not count, even where it lies in one piece
/// with what is: it goes when those go.
public final class MemoryCount {
  private final IdentityHashMap<SharedRows, Need> needed = new IdentityHashMap<>();
  private long stateBytes;

  /// Nothing counted yet.
  public MemoryCount() {}

  /// Counts a sequence.
  ///
  /// @param past its past
  public void add(SequencePast past) {
    past.slots().forEach(slot -> slot.count(this));
  }

  void addState(long bytes) {
    stateBytes += bytes;
  }

  void addShared(SharedRows rows, long positions, long bytes) {
    needed.merge(rows, new Need(positions, bytes), (a, b) -> a.positions() < b.positions() ? b : a);
  }

  /// Positions of all global slots together.
  ///
  /// @return the sum over slots, those that several sequences share counted once
  public long slotPositions() {
    return needed.values().stream().mapToLong(Need::positions).sum();
  }

  /// Keys and values of global slots: what grows with the sequences.
  ///
  /// @return bytes
  public long keyValueBytes() {
    return needed.entrySet().stream()
        .mapToLong(entry -> entry.getKey().bytes(entry.getValue().bytes()))
        .sum();
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
  private record Need(long positions, long bytes) {}
}
