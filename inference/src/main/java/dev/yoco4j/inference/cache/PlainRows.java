package dev.yoco4j.inference.cache;

import dev.yoco4j.model.past.KeyValueSpan;
import dev.yoco4j.model.past.PastSlot;
import dev.yoco4j.model.past.PlainSpan;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Keys and values as the model computes them, in memory that grows where it lies.
final class PlainRows implements KeyValueRows {
  private final BlockedTensor keys;
  private final BlockedTensor values;

  PlainRows(PastSlot.Global slot, PastLayout layout) {
    keys = tensor(slot, layout);
    try {
      values = tensor(slot, layout);
    } catch (RuntimeException e) {
      keys.close();
      throw e;
    }
  }

  private static BlockedTensor tensor(PastSlot.Global slot, PastLayout layout) {
    return new BlockedTensor(
        layout, layout.precision().scalarType(), slot.heads(), slot.headWidth());
  }

  @Override
  public boolean grows() {
    return true;
  }

  @Override
  public void append(Tensor newKeys, Tensor newValues) {
    keys.append(newKeys);
    values.append(newValues);
  }

  @Override
  public List<BlockedTensor> tensors() {
    return List.of(keys, values);
  }

  @Override
  public List<Tensor> begin(long positions) {
    return List.of(keys.begin(positions), values.begin(positions));
  }

  @Override
  public KeyValueSpan span(long positions) {
    return new PlainSpan(keys.get(), values.get(), positions);
  }

  @Override
  public List<Tensor> blocks(long positions) {
    long count = positions / KeyValueSpan.BLOCK;
    return List.of(keys.get().narrow(0, 0, count), values.get().narrow(0, 0, count));
  }

  @Override
  public long positions() {
    return values.positions();
  }

  @Override
  public void truncate(long kept) {
    keys.truncate(kept);
    values.truncate(kept);
  }

  @Override
  public long bytes() {
    return keys.bytes() + values.bytes();
  }

  @Override
  public void close() {
    keys.close();
    values.close();
  }
}
