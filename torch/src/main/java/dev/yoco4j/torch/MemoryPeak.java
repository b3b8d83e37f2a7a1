package dev.yoco4j.torch;

import java.util.OptionalLong;

/// The most memory of a device that this process comes to hold beyond what it held at a moment.
public sealed interface MemoryPeak permits ResidentPeak, GpuPeak {
  /// Gives back what is free and forgets the peak so far, so that only what follows counts.
  ///
  /// @param device whose memory counts
  /// @return the measurement, which goes on until it is asked
  static MemoryPeak begin(Device device) {
    return switch (device) {
      case CPU -> ResidentPeak.begin();
      case CUDA -> GpuPeak.begin();
    };
  }

  /// How far the process has grown at most.
  ///
  /// @return bytes, at least 0; empty where the system does not tell
  OptionalLong grownBytes();
}
