package dev.yoco4j.model.past;

import dev.yoco4j.torch.Precision;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Keys and values of consecutive positions of one sequence, in blocks.
///
/// Within a block each head's rows are neighbours, so that a product over a block, or over all
/// blocks at once, reads memory in order.
public interface KeyValueSpan {
  /// Positions of a block: enough for products at speed, few enough that a started block costs
  /// little.
  long BLOCK = 256;

  /// Keys and values to compute with.
  ///
  /// @param keys `[N, G, P, Dh]`: `N` blocks of `P` positions
  /// @param values `[N, G, P, Dh]`
  record Blocks(Tensor keys, Tensor values) {}

  /// How many positions there are; those that do not fill a block are in a last one.
  ///
  /// @return positions
  long positions();

  /// Key/value heads.
  ///
  /// @return `G`
  int heads();

  /// Consecutive whole blocks.
  ///
  /// @param first index of the first
  /// @param count how many
  /// @param precision of the result
  /// @return blocks of 256 positions
  Blocks whole(long first, long count, Precision precision);

  /// Consecutive positions, one after the other as a GPU's kernels read them: a copy.
  ///
  /// @param from the first
  /// @param count how many
  /// @param precision of the result
  /// @return `[1, P, G, Dh]` each
  KeyValues.Dense rows(long from, long count, Precision precision);

  /// The tensors that keys and values are kept in.
  ///
  /// @return keys and values, or codes and scales of both, `[N, G, 256, ...]`
  List<Tensor> parts();

  /// Positions of blocks, one after the other.
  ///
  /// @param blocks `[N, G, 256, ...]`
  /// @param from the first position
  /// @param count how many
  /// @return `[P, G, ...]`
  static Tensor rows(Tensor blocks, long from, long count) {
    long first = from / BLOCK;
    long last = Math.ceilDiv(from + count, BLOCK);
    return blocks
        .narrow(0, first, last - first)
        .transpose(1, 2)
        .flatten(0, 1)
        .narrow(0, from % BLOCK, count);
  }

  /// The last block, if positions do not fill it.
  ///
  /// @param precision of the result
  /// @return one block of fewer than 256 positions
  Blocks rest(Precision precision);
}
