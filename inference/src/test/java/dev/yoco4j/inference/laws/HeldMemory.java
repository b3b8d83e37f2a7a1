package dev.yoco4j.inference.laws;

import dev.yoco4j.torch.Device;
import dev.yoco4j.torch.cuda.CudaMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// What this process has in the memory of a device.
final class HeldMemory {
  private HeldMemory() {}

  /// Bytes at the moment.
  static long bytes(Device device) {
    return switch (device) {
      case CPU -> residentBytes();
      case CUDA -> CudaMemory.tensorBytes() + CudaMemory.growingBytes();
    };
  }

  /// Resident bytes after a collection of the Java heap; skips the test where nobody tells.
  private static long residentBytes() {
    Path status = Path.of("/proc/self/status");
    System.gc();
    Assumptions.assumeTrue(Files.exists(status), "no /proc/self/status on this system");
    try {
      return Files.readAllLines(status).stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
              .findFirst()
              .orElseThrow()
          * 1024;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
