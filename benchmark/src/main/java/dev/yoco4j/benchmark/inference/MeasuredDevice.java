package dev.yoco4j.benchmark.inference;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.LibTorch;
import dev.yoco4j.torch.MachineMemory;
import dev.yoco4j.torch.MemoryPeak;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.ReadBandwidth;
import dev.yoco4j.torch.cuda.CudaMemory;
import dev.yoco4j.torch.cuda.CudaStreams;
import java.util.function.Supplier;

/// Everything about a measurement that depends on what computes.
///
/// @param device what computes
record MeasuredDevice(Device device) {
  /// Measures what it can do at this moment.
  Ceilings ceilings(Precision precision) {
    return new Ceilings(
        LibTorch.matrixProductRate(precision, device), ReadBandwidth.bytesPerSecond(device));
  }

  /// Bytes that a measurement may take.
  long availableBytes() {
    return switch (device) {
      case CPU -> MachineMemory.availableBytes();
      case CUDA -> CudaMemory.availableBytes();
    };
  }

  /// Runs a measurement as the engine runs its model: on a GPU, with a stream of its own.
  <T> T run(Supplier<T> measurement) {
    return switch (device) {
      case CPU -> measurement.get();
      case CUDA -> {
        try (CudaStreams.Own _ = CudaStreams.ownStreamForThisThread()) {
          yield measurement.get();
        }
      }
    };
  }

  MemoryPeak beginPeak() {
    return MemoryPeak.begin(device);
  }
}
