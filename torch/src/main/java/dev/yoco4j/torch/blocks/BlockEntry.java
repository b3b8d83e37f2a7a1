package dev.yoco4j.torch.blocks;

import dev.yoco4j.torch.TensorMemory;
import dev.yoco4j.torch.safetensors.DType;
import java.util.List;

/// One tensor of a block file.
///
/// @param name its name
/// @param dtype the type of its elements
/// @param shape its sizes, none for a scalar
/// @param offset its first byte, counted from the end of the file's front
/// @param bytes its length, without the zeros that follow it
/// @param firstBlock the number of its first block, counted through all tensors
public record BlockEntry(
    String name, DType dtype, List<Long> shape, long offset, long bytes, int firstBlock) {
  /// What every tensor begins at a multiple of: a page of any system, so that it can be mapped.
  static final long ALIGNMENT = 64 << 10;

  /// What one checksum covers: small enough to say where damage is, large enough that a terabyte
  /// needs a table of one megabyte.
  static final long BLOCK_BYTES = 4 << 20;

  /// Copies the shape.
  public BlockEntry {
    shape = List.copyOf(shape);
  }

  /// Places a tensor behind another.
  ///
  /// @throws ArithmeticException if the bytes do not fit a long, or the blocks an int
  static BlockEntry after(List<BlockEntry> before, String name, DType dtype, List<Long> shape) {
    long bytes =
        TensorMemory.span(dtype.scalarType(), shape, TensorMemory.contiguousStrides(shape));
    return before.isEmpty()
        ? new BlockEntry(name, dtype, shape, 0, bytes, 0)
        : new BlockEntry(
            name, dtype, shape, before.getLast().end(), bytes, before.getLast().blocksEnd());
  }

  /// The byte after the zeros that follow the tensor.
  long end() {
    return Math.addExact(offset, aligned(bytes));
  }

  /// The number of the block after the last.
  int blocksEnd() {
    return Math.addExact(firstBlock, blocks());
  }

  /// How many blocks cover the tensor.
  ///
  /// @return blocks; the last one may be shorter
  public int blocks() {
    return Math.toIntExact(Math.ceilDiv(aligned(bytes), BLOCK_BYTES));
  }

  /// The first byte of a block, counted from the first of the tensor.
  static long blockStart(int block) {
    return block * BLOCK_BYTES;
  }

  /// The byte after a block, counted from the first of the tensor.
  long blockEnd(int block) {
    return Math.min(blockStart(block) + BLOCK_BYTES, aligned(bytes));
  }

  static long aligned(long bytes) {
    return Math.multiplyExact(Math.ceilDiv(bytes, ALIGNMENT), ALIGNMENT);
  }
}
