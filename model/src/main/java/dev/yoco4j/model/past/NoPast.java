package dev.yoco4j.model.past;

import static org.bytedeco.pytorch.global.torch.zeros;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.Precision;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Starts every layer from nothing and keeps nothing.
record NoPast(Device device) implements Past, RetentionStore, KeyValueStore {
  @Override
  public List<Long> positions() {
    return List.of(0L);
  }

  @Override
  public RetentionStore retention(int slot) {
    return this;
  }

  @Override
  public KeyValueStore keyValues(int slot) {
    return this;
  }

  @Override
  public void advance(long positions) {}

  @Override
  public Tensor get(long batch, long heads, long keyWidth, long valueWidth) {
    return zeros(
        new long[] {batch, heads, keyWidth, valueWidth}, device.options(Precision.FLOAT32));
  }

  @Override
  public void set(Tensor state) {}

  @Override
  public KeyValues append(Tensor keys, Tensor values) {
    return new KeyValues.Dense(keys, values);
  }
}
