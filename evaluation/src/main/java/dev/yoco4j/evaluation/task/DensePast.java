package dev.yoco4j.evaluation.task;

import static org.bytedeco.pytorch.global.torch.cat;
import static org.bytedeco.pytorch.global.torch.zeros;

import dev.yoco4j.model.past.KeyValueStore;
import dev.yoco4j.model.past.KeyValues;
import dev.yoco4j.model.past.Past;
import dev.yoco4j.model.past.RetentionStore;
import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.TensorHolder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// Sequences of one length side by side, each slot's contents in one tensor for all of them.
///
/// For many short sequences that are read together and soon forgotten: nothing is copied back to
/// single sequences, and attention is one product for the batch. What grows is joined anew at each
/// call, and windows keep what they no longer show.
final class DensePast implements Past, AutoCloseable {
  private final Device device;
  private final Optional<DensePast> trunk;
  private final TensorHolder rows = new TensorHolder();
  private final Map<Integer, Slot> slots = new HashMap<>();
  private long length;

  DensePast(Device device) {
    this(device, Optional.empty());
  }

  private DensePast(Device device, Optional<DensePast> trunk) {
    this.device = device;
    this.trunk = trunk;
    length = trunk.map(past -> past.length).orElse(0L);
  }

  /// Sequences that go on where some of these ended; these must stay as they are meanwhile.
  ///
  /// @param of which sequence each row goes on from
  DensePast branch(List<Integer> of) {
    DensePast branch = new DensePast(device, Optional.of(this));
    long[] indices = of.stream().mapToLong(Integer::longValue).toArray();
    branch.rows.set(device.move(Tensor.create(indices, indices.length)));
    return branch;
  }

  @Override
  public List<Long> positions() {
    return List.of(length);
  }

  @Override
  public RetentionStore retention(int slot) {
    return slot(slot);
  }

  @Override
  public KeyValueStore keyValues(int slot) {
    return slot(slot);
  }

  @Override
  public void advance(long positions) {
    length += positions;
  }

  private Slot slot(int index) {
    return slots.computeIfAbsent(index, _ -> new Slot(index));
  }

  @Override
  public void close() {
    slots.values().forEach(Slot::close);
    rows.close();
  }

  /// What one layer keeps: a state in the first tensor, or keys and values.
  private final class Slot implements RetentionStore, KeyValueStore, AutoCloseable {
    private final int index;
    private final TensorHolder first = new TensorHolder();
    private final TensorHolder second = new TensorHolder();

    Slot(int index) {
      this.index = index;
    }

    @Override
    public Tensor get(long batch, long heads, long keyWidth, long valueWidth) {
      long[] sizes = {batch, heads, keyWidth, valueWidth};
      return held(first).orElseGet(() -> zeros(sizes, device.options(Precision.FLOAT32)));
    }

    @Override
    public void set(Tensor state) {
      first.set(state);
    }

    @Override
    public KeyValues append(Tensor keys, Tensor values) {
      Tensor allKeys = joined(held(first), keys); // [B, S, G, Dh]
      Tensor allValues = joined(held(second), values);
      first.set(allKeys);
      second.set(allValues);
      return new KeyValues.Dense(allKeys, allValues);
    }

    /// Its own, or the trunk's rows before it has any.
    private Optional<Tensor> held(TensorHolder holder) {
      if (holder.isPresent()) {
        return Optional.of(holder.get());
      }
      return trunk
          .map(past -> past.slot(index))
          .map(slot -> holder == first ? slot.first : slot.second)
          .filter(TensorHolder::isPresent)
          .map(other -> other.get().index_select(0, rows.get()));
    }

    private static Tensor joined(Optional<Tensor> past, Tensor added) {
      return past.map(before -> cat(new TensorVector(before, added), 1)).orElse(added);
    }

    @Override
    public void close() {
      first.close();
      second.close();
    }
  }
}
