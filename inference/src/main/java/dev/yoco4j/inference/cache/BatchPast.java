package dev.yoco4j.inference.cache;

import dev.yoco4j.model.past.KeyValueStore;
import dev.yoco4j.model.past.KeyValues;
import dev.yoco4j.model.past.Past;
import dev.yoco4j.model.past.RetentionStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Sequences of any lengths that pass a model together, row by row of its batch.
///
/// Keys and values go to the sequences at once. Retention states stay joined from one step to the
/// next, which saves a copy per step, and return to the sequences with [#close]; until then these
/// must not run in any other way. Who joins or leaves does so between two batches.
public final class BatchPast implements Past, AutoCloseable {
  private final List<SequencePast> sequences;
  private final Map<Integer, JoinedStates> retentions = new HashMap<>();

  /// Joins sequences.
  ///
  /// @param sequences one per row, at least one; they stay the caller's
  public BatchPast(List<SequencePast> sequences) {
    if (sequences.isEmpty()) {
      throw new IllegalArgumentException("a batch must have at least 1 sequence, had 0");
    }
    this.sequences = List.copyOf(sequences);
  }

  /// The sequences, row by row.
  ///
  /// @return as they were given
  public List<SequencePast> sequences() {
    return sequences;
  }

  @Override
  public List<Long> positions() {
    return sequences.stream().map(SequencePast::length).toList();
  }

  @Override
  public RetentionStore retention(int slot) {
    return retentions.computeIfAbsent(
        slot,
        _ -> new JoinedStates(sequences.stream().map(one -> one.retentionMemory(slot)).toList()));
  }

  @Override
  public KeyValueStore keyValues(int slot) {
    return (keys, values) -> {
      List<KeyValues> rows = new ArrayList<>();
      for (int i = 0; i < sequences.size(); i++) {
        KeyValueStore store = sequences.get(i).keyValues(slot);
        rows.add(store.append(keys.narrow(0, i, 1), values.narrow(0, i, 1)));
      }
      return new KeyValues.Rows(rows);
    };
  }

  @Override
  public void advance(long positions) {
    sequences.forEach(one -> one.advance(positions));
  }

  /// Hands the retention states back to the sequences.
  @Override
  public void close() {
    List<Runnable> states = new ArrayList<>();
    retentions.values().forEach(joined -> states.add(joined::close));
    retentions.clear();
    Closing.all(states);
  }
}
