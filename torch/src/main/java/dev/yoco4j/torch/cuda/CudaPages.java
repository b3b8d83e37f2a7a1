package dev.yoco4j.torch.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/// Addresses of the GPU that get memory piece by piece ("virtual memory management" of the driver).
///
/// A piece comes and goes as a whole: what is taken back in the middle of one stays until the rest
/// of it goes too. For use by one thread at a time.
public final class CudaPages {
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

  private static final AtomicLong COMMITTED = new AtomicLong();

  /// Memory behind some addresses.
  private record Piece(long bytes, long handle) {}

  private final TreeMap<Long, Piece> pieces = new TreeMap<>();

  /// No addresses yet.
  public CudaPages() {}

  /// Memory that all pages of this process have.
  ///
  /// @return bytes
  static long committedBytes() {
    return COMMITTED.get();
  }

  /// What sizes are multiples of.
  ///
  /// @return bytes, mostly 2 MiB
  public static long granule() {
    CudaDevice.attach();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(JAVA_LONG);
      GRANULARITY.call("asking for the size of a page", bytes, properties(arena), 0);
      return bytes.get(JAVA_LONG, 0);
    }
  }

  /// Sets addresses aside.
  ///
  /// @param bytes how many
  /// @return the first
  /// @throws IllegalStateException if the driver refuses
  public static long reserve(long bytes) {
    CudaDevice.attach();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(JAVA_LONG);
      RESERVE.call("setting " + bytes + " bytes of addresses aside", address, bytes, 0L, 0L, 0L);
      return address.get(JAVA_LONG, 0);
    }
  }

  /// Gives memory to addresses; what they hold means nothing.
  ///
  /// @param address the first
  /// @param bytes how many
  /// @throws IllegalStateException if there is no memory; nothing has changed then
  public void commit(long address, long bytes) {
    CudaDevice.attach();
    long end = address + bytes;
    long start = Math.max(address, endOfPieceBefore(end));
    if (start < end) {
      add(start, end - start);
    }
  }

  /// Memory that stayed when what lay before it was taken back need not come again.
  private long endOfPieceBefore(long end) {
    Map.Entry<Long, Piece> before = pieces.lowerEntry(end);
    return before == null ? 0 : before.getKey() + before.getValue().bytes();
  }

  private void add(long address, long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment created = arena.allocate(JAVA_LONG);
      int code = CREATE.code(created, bytes, properties(arena), 0L);
      if (code == CudaDriver.OUT_OF_MEMORY) {
        CudaMemory.giveBack(); // what libtorch keeps for later tensors
        code = CREATE.code(created, bytes, properties(arena), 0L);
      }
      if (code == CudaDriver.OUT_OF_MEMORY) {
        throw new IllegalStateException(
            "the GPU has no %d bytes of memory more; %d are free"
                .formatted(bytes, CudaMemory.freeBytes()));
      }
      CudaDriver.check(code, "cuMemCreate", "taking " + bytes + " bytes of memory");
      map(arena, address, new Piece(bytes, created.get(JAVA_LONG, 0)));
    }
  }

  private void map(Arena arena, long address, Piece piece) {
    boolean mapped = false;
    try {
      MAP.call("giving addresses memory", address, piece.bytes(), 0L, piece.handle(), 0L);
      mapped = true;
      MemorySegment access = arena.allocate(ACCESS_BYTES, Long.BYTES);
      access.set(JAVA_INT, 0, ON_DEVICE);
      access.set(JAVA_INT, 8, READ_WRITE);
      SET_ACCESS.call("making memory usable", address, piece.bytes(), access, 1L);
      pieces.put(address, piece);
      COMMITTED.addAndGet(piece.bytes());
    } catch (RuntimeException e) {
      if (mapped) {
        int _ = UNMAP.code(address, piece.bytes());
      }
      int _ = RELEASE.code(piece.handle());
      throw e;
    }
  }

  /// Takes memory back, once the GPU has done what it was asked for.
  ///
  /// @param address the first
  /// @param bytes how many
  public void decommit(long address, long bytes) {
    CudaDevice.synchronize();
    var inside = pieces.subMap(address, true, address + bytes, false);
    inside.forEach((at, piece) -> {
      UNMAP.call("taking memory back", at, piece.bytes());
      RELEASE.call("taking memory back", piece.handle());
      COMMITTED.addAndGet(-piece.bytes());
    });
    inside.clear();
  }

  /// Gives addresses and their memory back.
  ///
  /// @param address what [#reserve] gave
  /// @param bytes what it was asked for
  public void release(long address, long bytes) {
    decommit(address, bytes);
    FREE.call("giving addresses back", address, bytes);
  }

  /// `CUmemAllocationProp`: ordinary memory of the first GPU.
  private static MemorySegment properties(Arena arena) {
    MemorySegment properties = arena.allocate(PROPERTIES_BYTES, Long.BYTES);
    properties.set(JAVA_INT, 0, PINNED);
    properties.set(JAVA_INT, 8, ON_DEVICE);
    return properties;
  }
}
