package dev.yoco4j.inference.cache;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/// Adds up the memory of sequences, and counts once what several of them share.
public final class MemoryCount {
  private final Set<Object> counted = Collections.newSetFromMap(new IdentityHashMap<>());
  private long keyValueBytes;
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

  void addShared(SharedRows rows) {
    if (counted.add(rows)) {
      keyValueBytes += rows.bytes();
    }
  }

  /// Keys and values of global slots: what grows with the sequences.
  ///
  /// @return bytes
  public long keyValueBytes() {
    return keyValueBytes;
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
    return keyValueBytes + stateBytes;
  }
}
