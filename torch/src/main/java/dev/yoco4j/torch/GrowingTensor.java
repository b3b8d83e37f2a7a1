package dev.yoco4j.torch;

import static org.bytedeco.pytorch.global.torch.elementSize;
import static org.bytedeco.pytorch.global.torch.for_blob;

import java.util.stream.LongStream;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.LongArrayRef;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// A tensor `[S, ...]` that grows along its first dimension where it lies.
///
/// Addresses for the largest size are set aside at the start, which costs no memory, and get memory
/// as rows arrive: nothing is copied, there are never two copies, and what is allocated exceeds
/// what is used by at most 1/64 and 64 KiB, 2 MiB on a GPU. Not safe for use by several threads at
/// once.
public final class GrowingTensor implements AutoCloseable {
  /// How far allocation runs ahead of use, as a part of what is used.
  private static final long AHEAD = 64;

  private final AddressSpace space;
  private final long capacity;
  private final long rowBytes;
  private final long reserved;
  private final long address;
  private final TensorHolder whole;
  private long rows;
  private long committed;

  /// Creates a tensor without rows.
  ///
  /// @param device whose memory it takes
  /// @param capacity rows that it can ever hold, at least 1
  /// @param type of its numbers
  /// @param row sizes of the dimensions after the first
  /// @throws IllegalStateException if the system has no addresses left for the capacity
  public GrowingTensor(Device device, long capacity, ScalarType type, long... row) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be at least 1, was " + capacity);
    }
    this.capacity = capacity;
    space = AddressSpace.of(device);
    rowBytes =
        Math.multiplyExact(LongStream.of(row).reduce(1, Math::multiplyExact), elementSize(type));
    reserved = granules(Math.multiplyExact(capacity, rowBytes));
    address = space.reserve(reserved);
    try (Scope _ = Scope.open()) {
      long[] sizes = LongStream.concat(LongStream.of(capacity), LongStream.of(row)).toArray();
      whole = new TensorHolder(blob(device, sizes, type));
    }
  }

  /// The device is named, as libtorch would ask the driver for it otherwise, which knows it of
  /// addresses that have memory only.
  private Tensor blob(Device device, long[] sizes, ScalarType type) {
    LongPointer kept = new LongPointer(sizes); // read when the tensor is made, not before
    return for_blob(new Address(address), new LongArrayRef(kept, sizes.length))
        .options(device.options(type))
        .target_device(device.options(type).device_opt())
        .make_tensor();
  }

  /// What tensors allocate at most, for what they hold.
  ///
  /// @param held bytes of rows, in all of the tensors together
  /// @param tensors how many there are
  /// @return bytes of the host; a GPU's come by [#gpuExtra] to more
  /// @throws ArithmeticException if they exceed what a long holds
  public static long allocated(long held, long tensors) {
    return Math.addExact(Math.addExact(held, held / AHEAD), tensors * AddressSpace.GRANULE);
  }

  /// What tensors allocate more at most on a GPU, whose pages are larger.
  ///
  /// @param tensors how many there are
  /// @return bytes
  public static long gpuExtra(long tensors) {
    return tensors * (AddressSpace.GPU_GRANULE - AddressSpace.GRANULE);
  }

  /// Makes room for rows to be written in place; what they hold until then means nothing.
  ///
  /// @param wanted rows that there shall be; nothing changes if there are as many
  /// @throws IllegalStateException if the capacity is exceeded, or the system has no more memory
  public void extend(long wanted) {
    if (wanted > capacity) {
      throw new IllegalStateException("rows must be at most " + capacity + ", would be " + wanted);
    }
    commit(wanted);
    rows = Math.max(rows, wanted);
  }

  /// Copies rows behind those that are there.
  ///
  /// @param added `[T, ...]` in the format of this tensor
  /// @return all rows, as [#get] gives them
  /// @throws IllegalArgumentException if the sizes of a row differ
  /// @throws IllegalStateException if the capacity is exceeded, or the system has no more memory
  public Tensor append(Tensor added) {
    long first = rows;
    extend(first + added.size(0));
    try (Scope _ = Scope.open()) {
      Tensor place = whole.get().narrow(0, first, added.size(0));
      if (!Dims.sizesOf(place).equals(Dims.sizesOf(added))) {
        throw new IllegalArgumentException(
            "added is " + Dims.sizesOf(added) + ", expected " + Dims.sizesOf(place));
      }
      place.copy_(added);
    } catch (RuntimeException e) {
      truncate(first);
      throw e;
    }
    return get();
  }

  private void commit(long wanted) {
    long needed = wanted * rowBytes;
    if (needed > committed) {
      long target = Math.min(reserved, granules(needed + needed / AHEAD));
      space.commit(address + committed, target - committed);
      committed = target;
    }
  }

  /// Forgets the last rows and gives their memory back.
  ///
  /// @param kept rows that stay, the first ones
  /// @throws IllegalArgumentException if there are not so many
  public void truncate(long kept) {
    if (kept < 0 || kept > rows) {
      throw new IllegalArgumentException("rows kept must be from 0 to " + rows + ", were " + kept);
    }
    long needed = granules(kept * rowBytes);
    if (needed < committed) {
      space.decommit(address + needed, committed - needed);
      committed = needed;
    }
    rows = kept;
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
      space.release(address, reserved);
      rows = 0;
      committed = 0;
    }
  }

  private long granules(long bytes) {
    return Math.ceilDiv(bytes, space.granule()) * space.granule();
  }

  /// An address as the binding wants it.
  private static final class Address extends Pointer {
    Address(long address) {
      this.address = address;
    }
  }
}
