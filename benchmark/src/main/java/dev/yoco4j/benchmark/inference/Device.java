package dev.yoco4j.benchmark.inference;

import dev.yoco4j.torch.LibTorch;
import dev.yoco4j.torch.MachineMemory;
import dev.yoco4j.torch.MemoryPeak;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.ReadBandwidth;
import java.util.Locale;

/// What computes, and everything about a measurement that depends on it.
public enum Device {
  /// The processor and the machine's memory.
  CPU;

  /// Reads a device's name.
  ///
  /// @param label `cpu`
  /// @return the device
  /// @throws IllegalArgumentException if there is none of that name
  public static Device of(String label) {
    if (label.toLowerCase(Locale.ROOT).equals(CPU.label())) {
      return CPU;
    }
    throw new IllegalArgumentException(
        "device must be cpu, was " + label + ": yoco4j computes on no other yet");
  }

  /// The name in files and on the command line.
  ///
  /// @return `cpu`
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Measures what it can do at this moment.
  Ceilings ceilings(Precision precision) {
    return new Ceilings(LibTorch.matrixProductRate(precision), ReadBandwidth.bytesPerSecond());
  }

  /// Bytes that a measurement may take.
  long availableBytes() {
    return MachineMemory.availableBytes();
  }

  MemoryPeak beginPeak() {
    return MemoryPeak.begin();
  }
}
