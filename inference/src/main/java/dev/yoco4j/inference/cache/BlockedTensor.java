package dev.yoco4j.inference.cache;

import dev.yoco4j.model.past.KeyValueSpan;
import dev.yoco4j.torch.GrowingTensor;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TensorMemory;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Numbers of consecutive positions and several heads, `[N, G, 256, ...]`: in blocks, within which
/// each head's rows are neighbours. Grows where it lies.
final class BlockedTensor implements AutoCloseable {
  private static final long BLOCK = KeyValueSpan.BLOCK;

  private final GrowingTensor blocks;
  private long positions;

  /// Creates it without positions.
  ///
  /// @param layout the device, and positions that it can ever hold
  /// @param type of its numbers
  /// @param heads `G`
  /// @param perHead sizes of what a head has per position
  BlockedTensor(PastLayout layout, ScalarType type, long heads, long... perHead) {
    long[] block = LongStream.concat(LongStream.of(heads, BLOCK), LongStream.of(perHead)).toArray();
    blocks =
        new GrowingTensor(layout.device(), Math.ceilDiv(layout.maxPositions(), BLOCK), type, block);
  }

  /// Adds positions.
  ///
  /// @param added `[T, G, ...]`
  void append(Tensor added) {
    long count = added.size(0);
    blocks.extend(Math.ceilDiv(positions + count, BLOCK));
    try (Scope _ = Scope.open()) {
      Tensor heads = added.transpose(0, 1); // [G, T, ...]
      for (long done = 0; done < count; ) {
        long place = (positions + done) % BLOCK;
        long rows = Math.min(BLOCK - place, count - done);
        long block = (positions + done) / BLOCK;
        if (rows == BLOCK) {
          long whole = (count - done) / BLOCK;
          rows = whole * BLOCK;
          Tensor _ =
              blocks
                  .get()
                  .narrow(0, block, whole)
                  .copy_(heads.narrow(1, done, rows).unflatten(1, whole, BLOCK).transpose(0, 1));
        } else {
          Tensor _ =
              blocks
                  .get()
                  .select(0, block)
                  .narrow(1, place, rows)
                  .copy_(heads.narrow(1, done, rows));
        }
        done += rows;
      }
    }
    positions += count;
  }

  /// Begins with whole blocks that the caller writes before they are read.
  ///
  /// @param count positions, a multiple of the block
  /// @return `[N, G, 256, ...]`, a view in the current scope of memory that holds nothing yet
  Tensor begin(long count) {
    blocks.extend(count / BLOCK);
    positions = count;
    return blocks.get();
  }

  /// All blocks.
  ///
  /// @return `[N, G, 256, ...]`, a view in the current scope; what lies behind the last position
  ///   means nothing
  Tensor get() {
    return blocks.get();
  }

  /// Where the first position lies.
  long address() {
    try (Scope _ = Scope.open()) {
      return TensorMemory.address(blocks.get());
    }
  }

  /// Makes room for a position that a recorded step will write.
  void makeRoom() {
    blocks.extend(Math.ceilDiv(positions + 1, BLOCK));
  }

  /// Counts the position that it wrote.
  void written() {
    positions++;
  }

  long positions() {
    return positions;
  }

  /// Forgets the last positions.
  void truncate(long kept) {
    blocks.truncate(Math.ceilDiv(kept, BLOCK));
    positions = kept;
  }

  long bytes() {
    return blocks.bytes();
  }

  @Override
  public void close() {
    blocks.close();
  }
}
