package dev.yoco4j.inference.cache;

import dev.yoco4j.model.past.KeyValueStore;
import dev.yoco4j.model.past.KeyValues.Heads;
import dev.yoco4j.model.past.Past;
import dev.yoco4j.model.past.PastSlot;
import dev.yoco4j.model.past.RetentionStore;
import dev.yoco4j.torch.Device;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// Sequences on a GPU that pass a model together, one position at a time, in steps that are
/// recorded once and replayed.
///
/// Nothing that changes from step to step is known to the host while a step is recorded: where
/// sequences end stands in the GPU's memory, states change where they lie, and keys and values are
/// written by their addresses. [#makeRoom] and [#written] frame every step, recorded or not.
public final class RecordedPast implements Past, AutoCloseable {
  private final List<SequencePast> sequences;
  private final Map<Integer, JoinedStates> retentions = new HashMap<>();
  private final Map<Integer, RecordedStore> stores = new HashMap<>();
  private final Ends global;
  private final Ends windows;

  /// Joins sequences.
  ///
  /// @param sequences one per row, at least one, [#takes] of which is true; they stay the caller's
  public RecordedPast(List<SequencePast> sequences) {
    this.sequences = List.copyOf(sequences);
    global = new Ends(sequences.size());
    windows = new Ends(sequences.size());
    try {
      join(sequences.getFirst().layout().slots());
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void join(List<PastSlot> slots) {
    for (int i = 0; i < slots.size(); i++) {
      int slot = i;
      switch (slots.get(i)) {
        case PastSlot.Retention _ ->
            retentions.put(
                slot,
                new JoinedStates(
                    sequences.stream().map(one -> one.retentionMemory(slot)).toList()));
        case PastSlot.Window(int heads, int width, _) ->
            stores.put(slot, new RecordedStore(rows(slot), windows, new Heads(heads, width)));
        case PastSlot.Global(int heads, int width) ->
            stores.put(slot, new RecordedStore(rows(slot), global, new Heads(heads, width)));
      }
    }
  }

  private List<RecordedRows> rows(int slot) {
    return sequences.stream().map(one -> one.recordedRows(slot)).toList();
  }

  /// Whether steps of a sequence can be recorded: on a GPU, with keys and values in one piece.
  ///
  /// @param one the sequence
  /// @return false where it goes on from what it shares with others
  public static boolean takes(SequencePast one) {
    return one.layout().device() == Device.CUDA && one.length() > 0 && one.isRecordable();
  }

  /// Prepares the memory that the next step writes.
  public void makeRoom() {
    stores.values().forEach(RecordedStore::makeRoom);
    global.set(positions());
    stores.values().stream()
        .filter(store -> store.ends().equals(windows))
        .findFirst()
        .ifPresent(store -> windows.set(store.positions()));
  }

  /// Counts what a step wrote.
  public void written() {
    stores.values().forEach(RecordedStore::written);
    sequences.forEach(one -> one.advance(1));
    global.moved();
    windows.moved();
  }

  @Override
  public List<Long> positions() {
    return sequences.stream().map(SequencePast::length).toList();
  }

  @Override
  public Tensor starts(Device device) {
    return global.starts();
  }

  @Override
  public RetentionStore retention(int slot) {
    JoinedStates states = retentions.get(slot);
    if (states == null) {
      throw new IllegalArgumentException("slot " + slot + " holds no retention state");
    }
    return states.inPlace();
  }

  @Override
  public KeyValueStore keyValues(int slot) {
    RecordedStore store = stores.get(slot);
    if (store == null) {
      throw new IllegalArgumentException("slot " + slot + " holds no keys and values");
    }
    return store;
  }

  /// Moves the ends in the memory of the GPU, as a part of the step.
  @Override
  public void advance(long positions) {
    global.advance(positions);
    windows.advance(positions);
  }

  /// Hands the states back to the sequences.
  @Override
  public void close() {
    List<Runnable> memory = new ArrayList<>();
    retentions.values().forEach(joined -> memory.add(joined::close));
    stores.values().forEach(store -> memory.add(store::close));
    memory.add(global::close);
    memory.add(windows::close);
    Closing.all(memory);
  }
}
