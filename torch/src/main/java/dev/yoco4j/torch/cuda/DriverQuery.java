package dev.yoco4j.torch.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.yoco4j.torch.cuda.CudaFacts.Driver;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Asks NVIDIA's driver about itself and its first GPU, without taking the GPU into use.
final class DriverQuery {
  private static final int NO_DEVICE = 100;
  private static final int DEVICE = 0;
  private static final int LONGEST_NAME = 256;
  private static final int MAJOR = 75;
  private static final int MINOR = 76;

  private static final Path RELEASE = Path.of("/sys/module/nvidia/version");

  private static final DriverFunction VERSION = CudaDriver.function("cuDriverGetVersion", ADDRESS);
  private static final DriverFunction INIT = CudaDriver.function("cuInit", JAVA_INT);
  private static final DriverFunction COUNT = CudaDriver.function("cuDeviceGetCount", ADDRESS);
  private static final DriverFunction NAME =
      CudaDriver.function("cuDeviceGetName", ADDRESS, JAVA_INT, JAVA_INT);
  private static final DriverFunction ATTRIBUTE =
      CudaDriver.function("cuDeviceGetAttribute", ADDRESS, JAVA_INT, JAVA_INT);
  private static final DriverFunction MEMORY =
      CudaDriver.function("cuDeviceTotalMem_v2", ADDRESS, JAVA_INT);

  private DriverQuery() {}

  /// The driver.
  ///
  /// @return absent if there is none
  static Optional<Driver> driver() {
    if (!CudaDriver.isPresent()) {
      return Optional.empty();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment version = arena.allocate(JAVA_INT);
      Optional<String> failure = failure(VERSION.code(version)).or(() -> failure(INIT.code(0)));
      return Optional.of(new Driver(release(), CudaVersion.of(version.get(JAVA_INT, 0)), failure));
    }
  }

  /// That there is no GPU is no failure of the driver.
  private static Optional<String> failure(int code) {
    return code == 0 || code == NO_DEVICE
        ? Optional.empty()
        : Optional.of(CudaDriver.meaning(code) + " (" + code + ")");
  }

  private static String release() {
    try {
      return Files.readString(RELEASE).strip();
    } catch (IOException _) {
      return "of unknown release";
    }
  }

  /// The first GPU, once [#driver] was asked and had no failure.
  ///
  /// @return absent if the driver shows none
  static Optional<Gpu> gpu() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(JAVA_INT);
      if (COUNT.code(count) != 0 || count.get(JAVA_INT, 0) == 0) {
        return Optional.empty();
      }
      MemorySegment name = arena.allocate(LONGEST_NAME);
      NAME.call("asking for the GPU's name", name, LONGEST_NAME, DEVICE);
      MemorySegment bytes = arena.allocate(JAVA_LONG);
      MEMORY.call("asking for the GPU's memory", bytes, DEVICE);
      ComputeCapability capability =
          new ComputeCapability(attribute(arena, MAJOR), attribute(arena, MINOR));
      return Optional.of(new Gpu(name.getString(0), capability, bytes.get(JAVA_LONG, 0)));
    }
  }

  private static int attribute(Arena arena, int which) {
    MemorySegment value = arena.allocate(JAVA_INT);
    ATTRIBUTE.call("asking what the GPU can do", value, which, DEVICE);
    return value.get(JAVA_INT, 0);
  }
}
