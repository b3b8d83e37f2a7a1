package dev.yoco4j.torch.cuda;

/// Memory of the GPU.
public final class CudaMemory {
  private CudaMemory() {}

  /// Bytes of it.
  ///
  /// @return bytes
  public static long availableBytes() {
    return 0;
  }

  /// Bytes of it.
  ///
  /// @return bytes
  public static long allocatedBytes() {
    return 0;
  }

  /// Bytes of it.
  ///
  /// @return bytes
  public static long committedBytes() {
    return 0;
  }

  /// Bytes of it.
  ///
  /// @return bytes
  public static long peakAllocatedBytes() {
    return 0;
  }

  /// Forgets.
  public static void forgetPeak() {}
}
