package dev.yoco4j.inference.cache;

import static org.bytedeco.pytorch.global.torch.empty;
import static org.bytedeco.pytorch.global.torch.zeros;

import dev.yoco4j.model.accounting.PastBytes;
import dev.yoco4j.model.past.KeyValueStore;
import dev.yoco4j.model.past.KeyValues;
import dev.yoco4j.model.past.PastSlot;
import dev.yoco4j.torch.Floats;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TensorHolder;
import dev.yoco4j.torch.TensorMemory;
import dev.yoco4j.torch.blocks.NamedRows;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// The last `W - 1` keys and values of a slot: what the next position may see of the past.
///
/// New positions go behind the old ones into a buffer that is longer than the window by an eighth.
/// When it is full, the window moves to its front, so that a step copies a few rows and not all.
final class WindowMemory implements SlotMemory, KeyValueStore, RecordedRows {
  private final PastSlot.Window slot;
  private final long capacity;
  private final TensorHolder keys = new TensorHolder();
  private final TensorHolder values = new TensorHolder();
  private long held;
  private long end;

  WindowMemory(PastSlot.Window slot, PastLayout layout) {
    this.slot = slot;
    capacity = capacity(slot);
    long[] sizes = bufferSizes();
    try (Scope _ = Scope.open()) {
      keys.set(zeros(sizes, layout.device().options(layout.precision())));
      values.set(zeros(sizes, layout.device().options(layout.precision())));
    }
  }

  private WindowMemory(WindowMemory other) {
    slot = other.slot;
    capacity = other.capacity;
    held = other.held;
    end = other.end;
    try (Scope _ = Scope.open()) {
      keys.set(other.keys.get().clone());
      values.set(other.values.get().clone());
    }
  }

  /// Begins with positions that the caller writes before they are read.
  ///
  /// @param positions at most `W - 1`
  /// @return keys and values `[1, S, G, Dh]`, as views in the current scope
  List<Tensor> begin(long positions) {
    held = positions;
    end = positions;
    return contents();
  }

  private long[] bufferSizes() {
    return new long[] {1, capacity, slot.heads(), slot.headWidth()};
  }

  private static long capacity(PastSlot.Window slot) {
    return PastBytes.windowCapacity(slot.window());
  }

  @Override
  public KeyValues append(Tensor newKeys, Tensor newValues) {
    long added = newKeys.size(1);
    List<Long> sizes = List.of(1L, added, (long) slot.heads(), (long) slot.headWidth());
    SlotMemory.check("keys", newKeys, sizes);
    SlotMemory.check("values", newValues, sizes);
    boolean fits = end + added <= capacity;
    KeyValues readable =
        fits
            ? new KeyValues.Dense(extended(keys, newKeys), extended(values, newValues))
            : moved(new KeyValues.Dense(newKeys, newValues));
    held = Math.min(held + added, slot.window() - 1);
    end = fits ? end + added : held;
    return readable;
  }

  /// Writes behind what is held.
  private Tensor extended(TensorHolder buffer, Tensor added) {
    Tensor _ = buffer.get().narrow(1, end, added.size(1)).copy_(added);
    return buffer.get().narrow(1, end - held, held + added.size(1)); // [1, S, G, Dh]
  }

  /// Starts a new buffer with the window's rest, and leaves the old one to those who read.
  private KeyValues moved(KeyValues.Dense added) {
    KeyValues.Dense older =
        new KeyValues.Dense(
            keys.get().narrow(1, end - held, held), values.get().narrow(1, end - held, held));
    keys.set(begunWith(older.keys(), added.keys()));
    values.set(begunWith(older.values(), added.values()));
    return new KeyValues.Continued(older, added);
  }

  private Tensor begunWith(Tensor older, Tensor added) {
    Tensor buffer = empty(bufferSizes(), keys.get().options(), Floats.anyFormat());
    long kept = Math.min(older.size(1) + added.size(1), slot.window() - 1L);
    long fromNew = Math.min(kept, added.size(1));
    long fromOld = kept - fromNew;
    Tensor _ = buffer.narrow(1, 0, fromOld).copy_(older.narrow(1, held - fromOld, fromOld));
    Tensor _ =
        buffer.narrow(1, fromOld, fromNew).copy_(added.narrow(1, added.size(1) - fromNew, fromNew));
    return buffer;
  }

  @Override
  public boolean isRecordable() {
    return true;
  }

  @Override
  public List<Long> addresses() {
    return List.of(TensorMemory.address(keys.get()), TensorMemory.address(values.get()));
  }

  /// Heads of one position lie together.
  @Override
  public long block() {
    return 1;
  }

  @Override
  public long end() {
    return end;
  }

  /// Moves the window to the front where its buffer is full.
  @Override
  public void makeRoom() {
    if (end == capacity) {
      try (Scope _ = Scope.open()) {
        for (TensorHolder buffer : List.of(keys, values)) {
          Tensor window = buffer.get().narrow(1, end - held, held).clone();
          Tensor _ = buffer.get().narrow(1, 0, held).copy_(window);
        }
      }
      end = held;
    }
  }

  @Override
  public void written() {
    end++;
    held = Math.min(held + 1, slot.window() - 1);
  }

  @Override
  public SlotMemory fork() {
    return new WindowMemory(this);
  }

  @Override
  public void count(MemoryCount count) {
    count.addState(keys.get().nbytes() + values.get().nbytes());
  }

  @Override
  public List<Tensor> contents() {
    return List.of(
        keys.get().narrow(1, end - held, held), values.get().narrow(1, end - held, held));
  }

  @Override
  public List<NamedRows> named(String name) {
    return List.of(
        NamedRows.of(name + ".keys", contents().get(0)),
        NamedRows.of(name + ".values", contents().get(1)));
  }

  @Override
  public void close() {
    keys.close();
    values.close();
  }
}
