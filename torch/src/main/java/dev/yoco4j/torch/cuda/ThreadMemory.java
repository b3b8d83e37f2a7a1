package dev.yoco4j.torch.cuda;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Native memory that one thread launches kernels from: eight bytes for each argument, and the list
/// of their addresses, which never changes.
final class ThreadMemory {
  /// Arguments that a kernel can have.
  static final int ARGUMENTS = 64;

  private static final ThreadLocal<ThreadMemory> OF_THREAD =
      ThreadLocal.withInitial(ThreadMemory::new);

  private final MemorySegment values;
  private final MemorySegment addresses;
  private final MemorySegment stream;

  private ThreadMemory() {
    CudaDevice.attach();
    Arena arena = Arena.ofAuto();
    values = arena.allocate(JAVA_LONG, ARGUMENTS);
    addresses = arena.allocate(JAVA_LONG, ARGUMENTS);
    stream = arena.allocate(JAVA_LONG);
    for (int i = 0; i < ARGUMENTS; i++) {
      addresses.setAtIndex(JAVA_LONG, i, values.address() + i * (long) Long.BYTES);
    }
  }

  /// This thread's; the driver's calls of this thread mean libtorch's GPU from then on.
  ///
  /// @return memory
  /// @throws IllegalStateException if there is no driver or no GPU
  static ThreadMemory get() {
    return OF_THREAD.get();
  }

  MemorySegment values() {
    return values;
  }

  MemorySegment addresses() {
    return addresses;
  }

  /// A place for the address of a stream.
  MemorySegment stream() {
    return stream;
  }
}
