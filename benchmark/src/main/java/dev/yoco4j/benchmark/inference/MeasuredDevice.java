package dev.yoco4j.benchmark.inference;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.LibTorch;
import dev.yoco4j.torch.MachineMemory;
import dev.yoco4j.torch.MemoryPeak;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.ReadBandwidth;
import dev.yoco4j.torch.cuda.CudaMemory;

/// Everything about a measurement that depends on what computes.
///
/// @param device what computes
record MeasuredDevice(Device device) {
  /// Measures what it can do at this moment.
  Ceilings ceilings(Precision precision) {
    return new Ceilings(
        LibTorch.matrixProductRate(precision), ReadBandwidth.bytesPerSecond(device));
  }

  /// Bytes that a measurement may take.
  long availableBytes() {
    return switch (device) {
      case CPU -> MachineMemory.availableBytes();
      case CUDA -> CudaMemory.availableBytes();
    };
  }

  MemoryPeak beginPeak() {
    return MemoryPeak.begin(device);
  }
}
