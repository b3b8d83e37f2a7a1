package dev.yoco4j.torch;

import static org.bytedeco.pytorch.global.torch.from_blob;

import java.util.stream.LongStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;

/// A tensor `[S, ...]` on the CPU that grows along its first dimension where it lies.
///
/// Addresses for the largest size are set aside at the start, which costs no memory, and get memory
/// as rows arrive: nothing is copied, there are never two copies, and what is allocated exceeds
/// what is used by at most 1/64 and 64 KiB. Not safe for use by several threads at once.
public final class GrowingTensor implements AutoCloseable {
  /// How far allocation runs ahead of use, as a part of what is used.
  private static final long AHEAD = 64;

  private static final AddressSpace SPACE = AddressSpace.ofThisSystem();

  private final long capacity;
  private final long rowBytes;
  private final long reserved;
  private final long address;
  private final TensorHolder whole;
  private long rows;
  private long committed;

  /// Creates a tensor without rows.
  ///
  /// @param capacity rows that it can ever hold, at least 1
  /// @param precision the format of its numbers
  /// @param row sizes of the dimensions after the first
  /// @throws IllegalStateException if the system has no addresses left for the capacity
  public GrowingTensor(long capacity, Precision precision, long... row) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be at least 1, was " + capacity);
    }
    this.capacity = capacity;
    rowBytes =
        Math.multiplyExact(LongStream.of(row).reduce(1, Math::multiplyExact), precision.bytes());
    reserved = granules(Math.multiplyExact(capacity, rowBytes));
    address = SPACE.reserve(reserved);
    try (Scope _ = Scope.open()) {
      long[] sizes = LongStream.concat(LongStream.of(capacity), LongStream.of(row)).toArray();
      whole = new TensorHolder(from_blob(new Address(address), sizes, precision.options()));
    }
  }

  /// Copies rows behind those that are there.
  ///
  /// @param added `[T, ...]` in the format of this tensor
  /// @return all rows, as [#get] gives them
  /// @throws IllegalArgumentException if the sizes of a row differ
  /// @throws IllegalStateException if the capacity is exceeded, or the system has no more memory
  public Tensor append(Tensor added) {
    long count = added.size(0);
    if (count > capacity - rows) {
      throw new IllegalStateException(
          "rows must be at most " + capacity + ", would be " + (rows + count));
    }
    commit(rows + count);
    try (Scope _ = Scope.open()) {
      Tensor place = whole.get().narrow(0, rows, count);
      if (!Dims.sizesOf(place).equals(Dims.sizesOf(added))) {
        throw new IllegalArgumentException(
            "added is " + Dims.sizesOf(added) + ", expected " + Dims.sizesOf(place));
      }
      place.copy_(added);
    }
    rows += count;
    return get();
  }

  private void commit(long wanted) {
    long needed = wanted * rowBytes;
    if (needed > committed) {
      long target = Math.min(reserved, granules(needed + needed / AHEAD));
      SPACE.commit(address + committed, target - committed);
      committed = target;
    }
  }

  /// All rows.
  ///
  /// @return `[S, ...]`, a view in the current scope; not to be touched after [#close]
  public Tensor get() {
    return whole.get().narrow(0, 0, rows);
  }

  /// How many rows there are.
  ///
  /// @return `S`
  public long rows() {
    return rows;
  }

  /// Memory that this tensor has taken from the system.
  ///
  /// @return bytes
  public long bytes() {
    return committed;
  }

  /// Gives the memory back; views of this tensor are not to be touched any more.
  @Override
  public void close() {
    if (whole.isPresent()) {
      whole.close();
      SPACE.release(address, reserved);
      rows = 0;
      committed = 0;
    }
  }

  private static long granules(long bytes) {
    return Math.ceilDiv(bytes, AddressSpace.GRANULE) * AddressSpace.GRANULE;
  }

  /// An address as the binding wants it.
  private static final class Address extends Pointer {
    Address(long address) {
      this.address = address;
    }
  }
}
