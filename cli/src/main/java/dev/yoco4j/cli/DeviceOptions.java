package dev.yoco4j.cli;

import dev.yoco4j.torch.Device;
import picocli.CommandLine.Option;

/// What computes.
final class DeviceOptions {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description = "What computes: cpu, cuda, or auto for cuda where it works (default: auto).")
  private String device = "auto";

  /// A device that can be used.
  Device device() {
    return Arguments.device(device);
  }
}
