package dev.yoco4j.torch;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/// Memory of the host, as the system counts it. Linux alone can forget an earlier peak; elsewhere
/// nothing is told.
///
/// @param before bytes resident at the moment, or empty where the system does not tell
record ResidentPeak(OptionalLong before) implements MemoryPeak {
  private static final Path FORGET = Path.of("/proc/self/clear_refs");
  private static final String FORGET_THE_PEAK = "5";
  private static final Optional<MethodHandle> TRIM = trim();

  /// Gives back what is free and forgets the peak so far, so that only what follows counts.
  ///
  /// @return the measurement, which goes on until it is asked
  static ResidentPeak begin() {
    // Garbage holds no tensors, but a heap that has not been collected would grow meanwhile.
    System.gc();
    TRIM.ifPresent(ResidentPeak::giveBack);
    try {
      Files.writeString(FORGET, FORGET_THE_PEAK);
      return new ResidentPeak(MachineMemory.residentBytes());
    } catch (IOException e) {
      return new ResidentPeak(OptionalLong.empty());
    }
  }

  @Override
  public OptionalLong grownBytes() {
    OptionalLong peak = MachineMemory.peakResidentBytes();
    return before.isPresent() && peak.isPresent()
        ? OptionalLong.of(Math.max(0, peak.getAsLong() - before.getAsLong()))
        : OptionalLong.empty();
  }

  private static void giveBack(MethodHandle trim) {
    try {
      int _ = (int) trim.invokeExact(0L);
    } catch (Throwable e) {
      throw new IllegalStateException("malloc_trim failed", e);
    }
  }

  /// glibc keeps freed memory; other C libraries have no such call.
  @SuppressWarnings("restricted")
  private static Optional<MethodHandle> trim() {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> function = linker.defaultLookup().find("malloc_trim");
    return function.map(
        address -> linker.downcallHandle(address, FunctionDescriptor.of(JAVA_INT, JAVA_LONG)));
  }
}
