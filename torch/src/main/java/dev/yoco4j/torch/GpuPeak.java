package dev.yoco4j.torch;

import dev.yoco4j.torch.cuda.CudaMemory;
import java.util.OptionalLong;

/// Memory of the GPU: what libtorch's allocator has given out, and what tensors that grow in place
/// have taken themselves.
///
/// @param allocated bytes that were given out at the moment
/// @param committed bytes of growing tensors at the moment
record GpuPeak(long allocated, long committed) implements MemoryPeak {
  static GpuPeak begin() {
    System.gc();
    CudaMemory.forgetPeak();
    return new GpuPeak(CudaMemory.allocatedBytes(), CudaMemory.committedBytes());
  }

  /// Growing tensors count with what they have now: they grow until they are closed.
  @Override
  public OptionalLong grownBytes() {
    long grown = CudaMemory.peakAllocatedBytes() - allocated;
    return OptionalLong.of(
        Math.max(0, grown) + Math.max(0, CudaMemory.committedBytes() - committed));
  }
}
