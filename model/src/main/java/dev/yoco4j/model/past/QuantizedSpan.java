package dev.yoco4j.model.past;

import dev.yoco4j.torch.Precision;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Keys and values in 8 bits.
///
/// @param keys codes `[N, G, 256, Dh]`, the last block filled as far as positions go
/// @param values codes `[N, G, 256, Dh]`
/// @param positions that are there
public record QuantizedSpan(Quantized keys, Quantized values, long positions)
    implements KeyValueSpan {
  @Override
  public int heads() {
    return (int) keys.codes().size(1);
  }

  @Override
  public Blocks whole(long first, long count, Precision precision) {
    return new Blocks(
        keys.narrow(0, first, count).numbers(precision),
        values.narrow(0, first, count).numbers(precision));
  }

  @Override
  public KeyValues.Dense rows(long from, long count, Precision precision) {
    return new KeyValues.Dense(
        keys.rows(from, count).numbers(precision).unsqueeze(0),
        values.rows(from, count).numbers(precision).unsqueeze(0));
  }

  @Override
  public List<Tensor> parts() {
    return List.of(keys.codes(), keys.scales(), values.codes(), values.scales());
  }

  @Override
  public Blocks rest(Precision precision) {
    long last = positions / BLOCK;
    long filled = positions % BLOCK;
    return new Blocks(
        keys.narrow(0, last, 1).narrow(2, 0, filled).numbers(precision),
        values.narrow(0, last, 1).narrow(2, 0, filled).numbers(precision));
  }
}
