package dev.yoco4j.torch;

import dev.yoco4j.torch.cuda.CudaMemory;
import java.util.OptionalLong;

/// Memory of the GPU: what libtorch's allocator has given out, and what tensors that grow in place
/// have taken themselves.
///
/// @param tensors bytes that were given out at the moment
/// @param growing bytes of growing tensors at the moment
record GpuPeak(long tensors, long growing) implements MemoryPeak {
  static GpuPeak begin() {
    CudaMemory.resetPeak();
    return new GpuPeak(CudaMemory.tensorBytes(), CudaMemory.growingBytes());
  }

  /// Growing tensors count with what they have now: they grow until they are closed.
  @Override
  public OptionalLong grownBytes() {
    long more = Math.max(0, CudaMemory.peakTensorBytes() - tensors);
    return OptionalLong.of(more + Math.max(0, CudaMemory.growingBytes() - growing));
  }
}
