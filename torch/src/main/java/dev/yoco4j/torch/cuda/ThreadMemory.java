package dev.yoco4j.torch.cuda;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Native memory that one thread launches kernels from: their arguments, and the list of these
/// arguments' addresses.
final class ThreadMemory {
  /// Arguments that a kernel can have.
  static final int ARGUMENTS = 64;

  /// Units of eight bytes that all arguments of a kernel can have together.
  static final int WORDS = 256;

  private static final ThreadLocal<ThreadMemory> OF_THREAD =
      ThreadLocal.withInitial(ThreadMemory::new);

  private final MemorySegment values;
  private final MemorySegment addresses;
  private final MemorySegment stream;

  private ThreadMemory() {
    CudaDevice.attach();
    Arena arena = Arena.ofAuto();
    values = arena.allocate(JAVA_LONG, WORDS);
    addresses = arena.allocate(JAVA_LONG, ARGUMENTS);
    stream = arena.allocate(JAVA_LONG);
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
