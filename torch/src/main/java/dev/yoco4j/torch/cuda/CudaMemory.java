package dev.yoco4j.torch.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.yoco4j.torch.Scope;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.ToLongFunction;
import org.bytedeco.pytorch.cuda.DeviceStats;
import org.bytedeco.pytorch.global.torch_cuda;

/// The GPU's memory: what there is, and what libtorch has of it. A [dev.yoco4j.torch.GrowingTensor]
/// takes memory beside libtorch: it is not in libtorch's counts.
public final class CudaMemory {
  private static final byte DEVICE = 0;

  private static final DriverFunction GET =
      CudaDriver.function("cuMemGetInfo_v2", ADDRESS, ADDRESS);

  private CudaMemory() {}

  /// Memory that nobody has.
  ///
  /// @return bytes; what libtorch keeps for later tensors is not among them
  public static long freeBytes() {
    return freeAndTotal()[0];
  }

  /// Memory of the GPU.
  ///
  /// @return bytes
  public static long totalBytes() {
    return freeAndTotal()[1];
  }

  private static long[] freeAndTotal() {
    CudaDevice.attach();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment free = arena.allocate(JAVA_LONG);
      MemorySegment total = arena.allocate(JAVA_LONG);
      GET.call("asking for the free memory", free, total);
      return new long[] {free.get(JAVA_LONG, 0), total.get(JAVA_LONG, 0)};
    }
  }

  /// Memory of libtorch's tensors.
  ///
  /// @return bytes
  public static long tensorBytes() {
    return count(counts -> counts.allocated_bytes().current());
  }

  /// The most that [#tensorBytes] has been since the start or the last [#resetPeak].
  ///
  /// @return bytes
  public static long peakTensorBytes() {
    return count(counts -> counts.allocated_bytes().peak());
  }

  /// Memory that libtorch has from the driver: its tensors' and what it keeps for later ones.
  ///
  /// @return bytes
  public static long reservedBytes() {
    return count(counts -> counts.reserved_bytes().current());
  }

  /// Starts the peaks anew at what is taken now.
  public static void resetPeak() {
    CudaDevice.startLibtorch();
    torch_cuda.getAllocator().resetPeakStats(DEVICE);
  }

  /// Makes libtorch give back to the driver what it keeps for later tensors. Graphs recorded before
  /// are stale if that is anything.
  public static void giveBack() {
    torch_cuda.getAllocator().emptyCache();
  }

  /// How often libtorch has given memory back to the driver.
  static long timesGivenBack() {
    return count(counts -> counts.num_device_free() + counts.num_alloc_retries());
  }

  private static long count(ToLongFunction<DeviceStats> which) {
    CudaDevice.startLibtorch();
    try (Scope _ = Scope.open()) {
      return which.applyAsLong(torch_cuda.getAllocator().getDeviceStats(DEVICE));
    }
  }

  /// Memory that a measurement or a model can have: what nobody has, and what libtorch keeps for
  /// later tensors.
  ///
  /// @return bytes
  public static long availableBytes() {
    return freeBytes() + reservedBytes() - tensorBytes();
  }

  /// Memory of tensors that grow where they lie.
  ///
  /// @return bytes
  public static long growingBytes() {
    return CudaPages.committedBytes();
  }
}
