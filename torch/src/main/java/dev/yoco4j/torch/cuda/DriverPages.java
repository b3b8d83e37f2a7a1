package dev.yoco4j.torch.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;

/// NVIDIA's driver ("virtual memory management").
final class DriverPages implements PageDriver {
  private static final int PINNED = 1;
  private static final int ON_DEVICE = 1;
  private static final int READ_WRITE = 3;
  private static final long PROPERTIES_BYTES = 32;
  private static final long ACCESS_BYTES = 12;

  private static final DriverFunction GRANULARITY =
      CudaDriver.function("cuMemGetAllocationGranularity", ADDRESS, ADDRESS, JAVA_INT);
  private static final DriverFunction RESERVE =
      CudaDriver.function(
          "cuMemAddressReserve", ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final DriverFunction FREE =
      CudaDriver.function("cuMemAddressFree", JAVA_LONG, JAVA_LONG);
  private static final DriverFunction CREATE =
      CudaDriver.function("cuMemCreate", ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG);
  private static final DriverFunction RELEASE = CudaDriver.function("cuMemRelease", JAVA_LONG);
  private static final DriverFunction MAP =
      CudaDriver.function("cuMemMap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final DriverFunction UNMAP =
      CudaDriver.function("cuMemUnmap", JAVA_LONG, JAVA_LONG);
  private static final DriverFunction SET_ACCESS =
      CudaDriver.function("cuMemSetAccess", JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG);

  @Override
  public long granule() {
    CudaDevice.attach();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(JAVA_LONG);
      GRANULARITY.call("asking for the size of a page", bytes, properties(arena), 0);
      return bytes.get(JAVA_LONG, 0);
    }
  }

  @Override
  public long reserve(long bytes) {
    CudaDevice.attach();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(JAVA_LONG);
      RESERVE.call("setting " + bytes + " bytes of addresses aside", address, bytes, 0L, 0L, 0L);
      return address.get(JAVA_LONG, 0);
    }
  }

  @Override
  public void free(long address, long bytes) {
    CudaDevice.attach();
    FREE.call("giving addresses back", address, bytes);
  }

  @Override
  public OptionalLong create(long bytes) {
    CudaDevice.attach();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment created = arena.allocate(JAVA_LONG);
      int code = CREATE.code(created, bytes, properties(arena), 0L);
      if (code == CudaDriver.OUT_OF_MEMORY) {
        return OptionalLong.empty();
      }
      CudaDriver.check(code, "cuMemCreate", "taking " + bytes + " bytes of memory");
      return OptionalLong.of(created.get(JAVA_LONG, 0));
    }
  }

  @Override
  public void map(long address, long bytes, long handle) {
    CudaDevice.attach();
    MAP.call("giving addresses memory", address, bytes, 0L, handle, 0L);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment access = arena.allocate(ACCESS_BYTES, Long.BYTES);
      access.set(JAVA_INT, 0, ON_DEVICE);
      access.set(JAVA_INT, 8, READ_WRITE);
      SET_ACCESS.call("making memory usable", address, bytes, access, 1L);
    } catch (RuntimeException e) {
      int _ = UNMAP.code(address, bytes);
      throw e;
    }
  }

  @Override
  public void unmap(long address, long bytes) {
    CudaDevice.attach();
    UNMAP.call("taking memory back", address, bytes);
  }

  @Override
  public void release(long handle) {
    CudaDevice.attach();
    RELEASE.call("taking memory back", handle);
  }

  @Override
  public void synchronize() {
    CudaDevice.synchronize();
  }

  @Override
  public void reclaim() {
    CudaMemory.giveBack();
  }

  @Override
  public long freeBytes() {
    return CudaMemory.freeBytes();
  }

  /// `CUmemAllocationProp`: ordinary memory of the first GPU.
  private static MemorySegment properties(Arena arena) {
    MemorySegment properties = arena.allocate(PROPERTIES_BYTES, Long.BYTES);
    properties.set(JAVA_INT, 0, PINNED);
    properties.set(JAVA_INT, 8, ON_DEVICE);
    return properties;
  }
}
