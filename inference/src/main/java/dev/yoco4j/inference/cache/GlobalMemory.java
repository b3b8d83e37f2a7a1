package dev.yoco4j.inference.cache;

import dev.yoco4j.model.past.KeyValueStore;
import dev.yoco4j.model.past.PastSlot;
import dev.yoco4j.torch.GrowingTensor;
import dev.yoco4j.torch.Precision;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// All keys and values of a slot, in memory that grows where it lies.
///
/// Positions come first in memory, `[S, B, G, Dh]`, so that a batch grows at its end as one
/// sequence does.
final class GlobalMemory implements SlotMemory, KeyValueStore {
  private final PastSlot.Global slot;
  private final long batch;
  private final GrowingTensor keys;
  private final GrowingTensor values;

  GlobalMemory(PastSlot.Global slot, long batch, Precision precision, long maxPositions) {
    this.slot = slot;
    this.batch = batch;
    keys = new GrowingTensor(maxPositions, precision, batch, slot.heads(), slot.headWidth());
    try {
      values = new GrowingTensor(maxPositions, precision, batch, slot.heads(), slot.headWidth());
    } catch (RuntimeException e) {
      keys.close();
      throw e;
    }
  }

  /// What one more position of every sequence takes.
  static long bytesPerPosition(PastSlot.Global slot, long batch, Precision precision) {
    return 2 * batch * slot.heads() * slot.headWidth() * precision.bytes();
  }

  @Override
  public KeyValues append(Tensor newKeys, Tensor newValues) {
    List<Long> sizes =
        List.of(batch, newKeys.size(1), (long) slot.heads(), (long) slot.headWidth());
    SlotMemory.check("keys", newKeys, sizes);
    SlotMemory.check("values", newValues, sizes);
    return new KeyValues(
        keys.append(newKeys.transpose(0, 1)).transpose(0, 1),
        values.append(newValues.transpose(0, 1)).transpose(0, 1));
  }

  @Override
  public long bytes() {
    return keys.bytes() + values.bytes();
  }

  @Override
  public List<Tensor> contents() {
    return List.of(keys.get().transpose(0, 1), values.get().transpose(0, 1));
  }

  @Override
  public void close() {
    keys.close();
    values.close();
  }
}
