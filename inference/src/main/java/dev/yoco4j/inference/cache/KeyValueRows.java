package dev.yoco4j.inference.cache;

import dev.yoco4j.model.past.KeyValueFormat;
import dev.yoco4j.model.past.KeyValueSpan;
import dev.yoco4j.model.past.PastSlot;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Keys and values of one slot, position after position, where they lie.
interface KeyValueRows extends AutoCloseable {
  /// Rows without positions, in the layout's format and on its device.
  static KeyValueRows growing(PastSlot.Global slot, PastLayout layout) {
    return switch (layout.format()) {
      case KeyValueFormat.MODEL -> new PlainRows(slot, layout);
      case KeyValueFormat.INT8 -> new QuantizedRows(slot, layout);
    };
  }

  /// Whether [#append] is possible.
  ///
  /// @return false for what was read from a file
  boolean grows();

  /// Adds positions.
  ///
  /// @param keys `[T, G, Dh]`
  /// @param values `[T, G, Dh]`
  void append(Tensor keys, Tensor values);

  /// Begins with whole blocks that the caller writes before they are read.
  ///
  /// @param positions a multiple of the block
  /// @return as [#blocks] gives them, in memory that holds nothing yet
  List<Tensor> begin(long positions);

  /// Memory that a recorded step reads and writes.
  ///
  /// @return the tensors on the GPU
  default List<BlockedTensor> tensors() {
    throw new IllegalStateException("rows for reading only");
  }

  /// The first positions, as views in the current scope.
  ///
  /// @param positions how many
  /// @return for the model to read
  KeyValueSpan span(long positions);

  /// The first blocks as they lie, for files.
  ///
  /// @param positions how many, a multiple of the block
  /// @return keys and values, or codes and scales of both, `[N, G, 256, ...]`
  List<Tensor> blocks(long positions);

  /// Positions held.
  ///
  /// @return positions
  long positions();

  /// Forgets the last positions.
  ///
  /// @param kept positions that stay
  void truncate(long kept);

  /// Memory taken.
  ///
  /// @return bytes
  long bytes();

  @Override
  void close();
}
