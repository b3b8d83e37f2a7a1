package dev.yoco4j.inference.cache;

import static org.bytedeco.pytorch.global.torch.zeros;

import dev.yoco4j.model.past.PastSlot;
import dev.yoco4j.model.past.RetentionStore;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Dims;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TensorHolder;
import dev.yoco4j.torch.blocks.NamedRows;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// One retention state, replaced by each call of the model: its size never changes.
final class RetentionMemory implements SlotMemory, RetentionStore {
  private final List<Long> sizes;
  private final TensorHolder state = new TensorHolder();

  RetentionMemory(PastSlot.Retention slot, Device device) {
    try (Scope _ = Scope.open()) {
      state.set(
          zeros(
              new long[] {1, slot.heads(), slot.keyWidth(), slot.valueWidth()},
              device.options(Precision.FLOAT32)));
    }
    sizes = Dims.sizesOf(state.get());
  }

  private RetentionMemory(Tensor copied) {
    try (Scope _ = Scope.open()) {
      state.set(copied.clone());
    }
    sizes = Dims.sizesOf(state.get());
  }

  /// The state, `[1, H, Dk, Dv]`.
  Tensor state() {
    return state.get();
  }

  /// Gives the state up until the next [#set]: it is in a batch.
  void lend() {
    state.close();
  }

  @Override
  public Tensor get(long batch, long heads, long keyWidth, long valueWidth) {
    SlotMemory.check(
        "the retention state", state.get(), List.of(batch, heads, keyWidth, valueWidth));
    return state.get();
  }

  @Override
  public void set(Tensor next) {
    SlotMemory.check("the retention state", next, sizes);
    state.set(next);
  }

  @Override
  public SlotMemory fork() {
    return new RetentionMemory(state.get());
  }

  @Override
  public void count(MemoryCount count) {
    count.addState(Float.BYTES * sizes.stream().reduce(1L, Math::multiplyExact)); // lent or not
  }

  @Override
  public List<Tensor> contents() {
    return List.of(state.get());
  }

  @Override
  public List<NamedRows> named(String name) {
    return List.of(NamedRows.of(name + ".state", state.get()));
  }

  @Override
  public void close() {
    state.close();
  }
}
