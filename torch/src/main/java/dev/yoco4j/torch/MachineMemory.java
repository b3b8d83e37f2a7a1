package dev.yoco4j.torch;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/// The machine's memory, as far as the system tells.
public final class MachineMemory {
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path LIMIT = Path.of("/sys/fs/cgroup/memory.max");
  private static final Path USED = Path.of("/sys/fs/cgroup/memory.current");

  private MachineMemory() {}

  /// Memory that could be taken without swapping, a container's limit respected.
  ///
  /// @return bytes
  public static long availableBytes() {
    long system = kibibytes(MEMORY, "MemAvailable:").orElseGet(MachineMemory::free);
    OptionalLong limit = number(LIMIT);
    OptionalLong used = number(USED);
    return limit.isPresent() && used.isPresent()
        ? Math.min(system, Math.max(0, limit.getAsLong() - used.getAsLong()))
        : system;
  }

  /// Memory that this process holds at the moment.
  ///
  /// @return bytes, or empty where the system does not tell
  public static OptionalLong residentBytes() {
    return kibibytes(STATUS, "VmRSS:");
  }

  /// The most memory that this process has held.
  ///
  /// @return bytes, or empty where the system does not tell
  public static OptionalLong peakResidentBytes() {
    return kibibytes(STATUS, "VmHWM:");
  }

  private static long free() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getFreeMemorySize()
        : Long.MAX_VALUE;
  }

  private static OptionalLong kibibytes(Path file, String name) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong number(Path file) {
    try {
      String content = Files.readString(file).strip();
      return content.matches("\\d{1,18}")
          ? OptionalLong.of(Long.parseLong(content))
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
