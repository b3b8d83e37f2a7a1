package dev.yoco4j.inference.cache;

import dev.yoco4j.model.past.KeyValueSpan;
import dev.yoco4j.model.past.PastSlot;
import dev.yoco4j.model.past.Quantized;
import dev.yoco4j.model.past.QuantizedSpan;
import dev.yoco4j.torch.Scope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Keys and values in 8 bits, in memory that grows where it lies.
final class QuantizedRows implements KeyValueRows {
  /// Codes and scales of the keys, then those of the values.
  private final List<BlockedTensor> parts = new ArrayList<>();

  QuantizedRows(PastSlot.Global slot, PastLayout layout) {
    try {
      for (int i = 0; i < 2; i++) {
        parts.add(new BlockedTensor(layout, ScalarType.Char, slot.heads(), slot.headWidth()));
        parts.add(new BlockedTensor(layout, ScalarType.Float, slot.heads()));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public boolean grows() {
    return true;
  }

  @Override
  public void append(Tensor newKeys, Tensor newValues) {
    try (Scope _ = Scope.open()) {
      append(Quantized.of(newKeys), 0);
      append(Quantized.of(newValues), 2);
    }
  }

  private void append(Quantized numbers, int first) {
    parts.get(first).append(numbers.codes());
    parts.get(first + 1).append(numbers.scales());
  }

  @Override
  public List<BlockedTensor> tensors() {
    return List.copyOf(parts);
  }

  @Override
  public List<Tensor> begin(long positions) {
    return parts.stream().map(part -> part.begin(positions)).toList();
  }

  @Override
  public KeyValueSpan span(long positions) {
    return new QuantizedSpan(quantized(0), quantized(2), positions);
  }

  private Quantized quantized(int first) {
    return new Quantized(parts.get(first).get(), parts.get(first + 1).get());
  }

  @Override
  public List<Tensor> blocks(long positions) {
    long count = positions / KeyValueSpan.BLOCK;
    return parts.stream().map(part -> part.get().narrow(0, 0, count)).toList();
  }

  @Override
  public long positions() {
    return parts.getLast().positions();
  }

  @Override
  public void truncate(long kept) {
    parts.forEach(part -> part.truncate(kept));
  }

  @Override
  public long bytes() {
    return parts.stream().mapToLong(BlockedTensor::bytes).sum();
  }

  @Override
  public void close() {
    parts.forEach(BlockedTensor::close);
  }
}
