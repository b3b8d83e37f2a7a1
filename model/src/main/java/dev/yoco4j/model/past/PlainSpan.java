package dev.yoco4j.model.past;

import dev.yoco4j.torch.Precision;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Keys and values as the model computed them.
///
/// @param keys `[N, G, 256, Dh]`, the last block filled as far as positions go
/// @param values `[N, G, 256, Dh]`
/// @param positions that are there
public record PlainSpan(Tensor keys, Tensor values, long positions) implements KeyValueSpan {
  @Override
  public int heads() {
    return (int) keys.size(1);
  }

  @Override
  public Blocks whole(long first, long count, Precision precision) {
    return new Blocks(keys.narrow(0, first, count), values.narrow(0, first, count));
  }

  @Override
  public KeyValues.Dense rows(long from, long count, Precision precision) {
    return new KeyValues.Dense(
        KeyValueSpan.rows(keys, from, count).unsqueeze(0),
        KeyValueSpan.rows(values, from, count).unsqueeze(0));
  }

  @Override
  public List<Tensor> parts() {
    return List.of(keys, values);
  }

  @Override
  public Blocks rest(Precision precision) {
    long last = positions / BLOCK;
    long filled = positions % BLOCK;
    return new Blocks(
        keys.narrow(0, last, 1).narrow(2, 0, filled),
        values.narrow(0, last, 1).narrow(2, 0, filled));
  }
}
