package dev.yoco4j.inference.laws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// What this process has in memory.
final class ResidentMemory {
  private ResidentMemory() {}

  /// Resident bytes after a collection of the Java heap; skips the test where nobody tells.
  static long bytes() {
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
